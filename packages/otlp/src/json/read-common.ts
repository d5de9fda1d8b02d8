import { emptyValue } from '../drafts/common.ts'
import { anyValueDepthMax } from '../limits.ts'
import type { AnyValue, EntityRef, KeyValue, Resource, Scope } from '../model/common.ts'
import type { JsonMessage } from './json-message.ts'

export const readResource = (json: JsonMessage): Resource => ({
  attributes: readAttributes(json),
  droppedAttributesCount: json.uint32('droppedAttributesCount'),
  entityRefs: json.list('entityRefs', readEntityRef),
})

export const readScope = (json: JsonMessage): Scope => ({
  name: json.text('name'),
  version: json.text('version'),
  attributes: readAttributes(json),
  droppedAttributesCount: json.uint32('droppedAttributesCount'),
})

export const readAttributes = (json: JsonMessage, name = 'attributes'): KeyValue[] => json.list(name, readAttribute)

const readEntityRef = (json: JsonMessage): EntityRef => ({
  schemaUrl: json.text('schemaUrl'),
  type: json.text('type'),
  idKeys: json.texts('idKeys'),
  descriptionKeys: json.texts('descriptionKeys'),
})

const readAttribute = (json: JsonMessage): KeyValue => readKeyValue(json, 1)

function readKeyValue(json: JsonMessage, depth: number): KeyValue {
  const key = json.text('key')
  if (key === '') json.countHollow()
  return { key, value: json.has('value') ? readAnyValue(json.message('value'), depth) : emptyValue }
}

export function readAnyValue(json: JsonMessage, depth = 1): AnyValue {
  if (depth > anyValueDepthMax) {
    json.fail(`is nested deeper than ${anyValueDepthMax}`)
    return emptyValue
  }
  if (json.has('stringValue')) return { kind: 'string', value: json.text('stringValue') }
  if (json.has('intValue')) return { kind: 'int', value: json.int64('intValue') }
  if (json.has('boolValue')) return { kind: 'bool', value: json.bool('boolValue') }
  if (json.has('doubleValue')) return { kind: 'double', value: json.double('doubleValue') }
  if (json.has('arrayValue')) {
    return { kind: 'array', values: json.message('arrayValue').list('values', item => readAnyValue(item, depth + 1)) }
  }
  if (json.has('kvlistValue')) {
    return {
      kind: 'kvlist',
      entries: json.message('kvlistValue').list('values', item => readKeyValue(item, depth + 1)),
    }
  }
  if (json.has('bytesValue')) return { kind: 'bytes', value: json.base64('bytesValue') }
  return emptyValue
}
