import { anyValue, resource, scope } from './common.ts'
import { message } from './message.ts'

// Source: opentelemetry-proto 1.11, `profiles/v1development/profiles.proto`. None is hollow: a line of a stack has two bytes,
// and nobody makes objects of them.

const valueType = message({ typeStrindex: [1, 'int32'], unitStrindex: [2, 'int32'] })
const sample = message({
  stackIndex: [1, 'int32'],
  attributeIndices: [2, 'int32s'],
  linkIndex: [3, 'int32'],
  values: [4, 'int64s'],
  timestampsUnixNano: [5, 'fixed64s'],
})
const profile = message(
  {
    sampleType: [1, () => valueType],
    samples: [2, () => sample, 'list'],
    timeUnixNano: [3, 'fixed64'],
    durationNano: [4, 'uint64'],
    periodType: [5, () => valueType],
    period: [6, 'int64'],
    profileId: [7, 'id'],
    droppedAttributesCount: [8, 'uint32'],
    originalPayloadFormat: [9, 'string'],
    originalPayload: [10, 'bytes'],
    attributeIndices: [11, 'int32s'],
  },
  { isItem: true },
)
const scopeProfiles = message({
  scope: [1, () => scope],
  profiles: [2, () => profile, 'list'],
  schemaUrl: [3, 'string'],
})
const resourceProfiles = message({
  resource: [1, () => resource],
  scopeProfiles: [2, () => scopeProfiles, 'list'],
  schemaUrl: [3, 'string'],
})

const mapping = message({
  memoryStart: [1, 'uint64'],
  memoryLimit: [2, 'uint64'],
  fileOffset: [3, 'uint64'],
  filenameStrindex: [4, 'int32'],
  attributeIndices: [5, 'int32s'],
})
const line = message({ functionIndex: [1, 'int32'], line: [2, 'int64'], column: [3, 'int64'] })
const location = message({
  mappingIndex: [1, 'int32'],
  address: [2, 'uint64'],
  lines: [3, () => line, 'list'],
  attributeIndices: [4, 'int32s'],
})
const functionMessage = message({
  nameStrindex: [1, 'int32'],
  systemNameStrindex: [2, 'int32'],
  filenameStrindex: [3, 'int32'],
  startLine: [4, 'int64'],
})
const link = message({ traceId: [1, 'id'], spanId: [2, 'id'] })
const keyValueAndUnit = message({
  keyStrindex: [1, 'int32'],
  value: [2, () => anyValue],
  unitStrindex: [3, 'int32'],
})
const stack = message({ locationIndices: [1, 'int32s'] })
const dictionary = message({
  mappingTable: [1, () => mapping, 'list'],
  locationTable: [2, () => location, 'list'],
  functionTable: [3, () => functionMessage, 'list'],
  linkTable: [4, () => link, 'list'],
  stringTable: [5, 'strings'],
  attributeTable: [6, () => keyValueAndUnit, 'list'],
  stackTable: [7, () => stack, 'list'],
})

/** `ProfilesData`, which is also `ExportProfilesServiceRequest`. */
export const profilesData = message({
  resourceProfiles: [1, () => resourceProfiles, 'list'],
  dictionary: [2, () => dictionary],
})
