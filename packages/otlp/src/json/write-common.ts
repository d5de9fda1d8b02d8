import type { AnyValue, EntityRef, KeyValue, Resource, Scope } from '../model/common.ts'
import { bytesToBase64 } from './base64.ts'

// As proto3 JSON asks, members that hold their default are left out; the messages that our model always holds (resource,
// scope, status, an attribute's value) are there even when empty.

// `JSON.stringify` leaves out members that are undefined.
export const unlessEmpty = (text: string) => text || undefined
export const unlessZero = (count: number) => count || undefined
export const decimalUnlessZero = (value: bigint) => (value === 0n ? undefined : value.toString())

export function listUnlessEmpty<T, J>(items: readonly T[], toJson: (item: T) => J): J[] | undefined {
  return items.length === 0 ? undefined : items.map(toJson)
}

const textsUnlessEmpty = (texts: readonly string[]) => (texts.length === 0 ? undefined : texts)

export const resourceJson = (resource: Resource) => ({
  attributes: listUnlessEmpty(resource.attributes, keyValueJson),
  droppedAttributesCount: unlessZero(resource.droppedAttributesCount),
  entityRefs: listUnlessEmpty(resource.entityRefs, entityRefJson),
})

const entityRefJson = (ref: EntityRef) => ({
  schemaUrl: unlessEmpty(ref.schemaUrl),
  type: unlessEmpty(ref.type),
  idKeys: textsUnlessEmpty(ref.idKeys),
  descriptionKeys: textsUnlessEmpty(ref.descriptionKeys),
})

export const scopeJson = (scope: Scope) => ({
  name: unlessEmpty(scope.name),
  version: unlessEmpty(scope.version),
  attributes: listUnlessEmpty(scope.attributes, keyValueJson),
  droppedAttributesCount: unlessZero(scope.droppedAttributesCount),
})

export const keyValueJson = ({ key, value }: KeyValue): object => ({ key, value: anyValueJson(value) })

/** Members of a `oneof` are there even at their default. */
export function anyValueJson(value: AnyValue): object {
  switch (value.kind) {
    case 'empty':
      return {}
    case 'string':
      return { stringValue: value.value }
    case 'bool':
      return { boolValue: value.value }
    case 'int':
      return { intValue: value.value.toString() }
    case 'double':
      return { doubleValue: doubleJson(value.value) }
    case 'array':
      return { arrayValue: { values: value.values.map(anyValueJson) } }
    case 'kvlist':
      return { kvlistValue: { values: value.entries.map(keyValueJson) } }
    case 'bytes':
      return { bytesValue: bytesToBase64(value.value) }
  }
}

/** What JSON numbers cannot say is text; `JSON.stringify` would make 0 of −0 and null of the rest. */
export const doubleJson = (value: number): number | string => {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : String(value)
}
