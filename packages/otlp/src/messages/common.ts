import { hollowBelowBytes } from '../limits.ts'
import { type Message, message } from './message.ts'

// Source: opentelemetry-proto 1.11, `common/v1/common.proto` and `resource/v1/resource.proto`. The fields that name a place in
// the table of strings are for profiles.

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
export const keyValue: Message = message(
  { key: [1, 'string'], value: [2, () => anyValue], keyStrindex: [3, 'int32'] },
  { hollowBelow: hollowBelowBytes.keyValue },
)

const entityRef = message(
  {
    schemaUrl: [1, 'string'],
    type: [2, 'string'],
    idKeys: [3, 'strings'],
    descriptionKeys: [4, 'strings'],
  },
  { hollowBelow: hollowBelowBytes.group },
)
export const resource = message({
  attributes: [1, () => keyValue, 'list'],
  droppedAttributesCount: [2, 'uint32'],
  entityRefs: [3, () => entityRef, 'list'],
})
export const scope = message({
  name: [1, 'string'],
  version: [2, 'string'],
  attributes: [3, () => keyValue, 'list'],
  droppedAttributesCount: [4, 'uint32'],
})
