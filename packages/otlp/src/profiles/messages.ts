// Nothing here needs profiles as objects, so their messages are a table and not a model: it leads the check of protobuf and
// the way from JSON to protobuf. Source: opentelemetry-proto 1.11, `profiles/v1development/profiles.proto`, and what it
// takes of `common/v1/common.proto`.

/** How a field is laid out; `id` is `bytes` that OTLP/JSON writes in hex, a plural is a list. */
export type Scalar =
  | 'string'
  | 'strings'
  | 'bool'
  | 'int32'
  | 'int32s'
  | 'uint32'
  | 'int64'
  | 'int64s'
  | 'uint64'
  | 'fixed64'
  | 'fixed64s'
  | 'double'
  | 'bytes'
  | 'id'

export interface Field {
  readonly number: number
  /** In camel case. */
  readonly name: string
  /** A message by a function, because those of values are inside one another. */
  readonly type: Scalar | (() => Message)
  readonly isList: boolean
}

export interface Message {
  readonly fields: readonly Field[]
  /** The same under their numbers. */
  readonly byNumber: readonly (Field | undefined)[]
}

type Described = readonly [number: number, type: Field['type'], list?: 'list']

function message(described: Readonly<Record<string, Described>>): Message {
  const fields = Object.entries(described).map(([name, [number, type, list]]) => ({
    number,
    name,
    type,
    isList: list !== undefined,
  }))
  const byNumber: Field[] = []
  for (const field of fields) byNumber[field.number] = field
  return { fields, byNumber }
}

export const anyValue: Message = message({
  stringValue: [1, 'string'],
  boolValue: [2, 'bool'],
  intValue: [3, 'int64'],
  doubleValue: [4, 'double'],
  arrayValue: [5, () => arrayValue],
  kvlistValue: [6, () => keyValueList],
  bytesValue: [7, 'bytes'],
  stringValueStrindex: [8, 'int32'],
})
const arrayValue = message({ values: [1, () => anyValue, 'list'] })
const keyValueList = message({ values: [1, () => keyValue, 'list'] })
const keyValue = message({ key: [1, 'string'], value: [2, () => anyValue], keyStrindex: [3, 'int32'] })

const entityRef = message({
  schemaUrl: [1, 'string'],
  type: [2, 'string'],
  idKeys: [3, 'strings'],
  descriptionKeys: [4, 'strings'],
})
const resource = message({
  attributes: [1, () => keyValue, 'list'],
  droppedAttributesCount: [2, 'uint32'],
  entityRefs: [3, () => entityRef, 'list'],
})
const scope = message({
  name: [1, 'string'],
  version: [2, 'string'],
  attributes: [3, () => keyValue, 'list'],
  droppedAttributesCount: [4, 'uint32'],
})

const valueType = message({ typeStrindex: [1, 'int32'], unitStrindex: [2, 'int32'] })
const sample = message({
  stackIndex: [1, 'int32'],
  attributeIndices: [2, 'int32s'],
  linkIndex: [3, 'int32'],
  values: [4, 'int64s'],
  timestampsUnixNano: [5, 'fixed64s'],
})
export const profile = message({
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
})
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
