import { type AnyValueDraft, type Draft, emptyEntityRef, emptyKeyValue, emptyValue } from '../drafts/common.ts'
import { anyValueDepthMax, hollowBelowBytes } from '../limits.ts'
import type { AnyValue, EntityRef, KeyValue, Resource, Scope } from '../model/common.ts'
import type { ProtoReader } from '../wire/proto-reader.ts'

// A message field that comes twice is merged, which is why these fill in what is already there: single values are
// replaced, lists are extended, and a `oneof` is merged only where both have the same message in it.

export function mergeResource(reader: ProtoReader, resource: Draft<Resource>): void {
  const outer = reader.enter(0)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        resource.attributes.push(readKeyValue(reader))
        break
      case 2:
        resource.droppedAttributesCount = reader.uint32()
        break
      case 3:
        resource.entityRefs.push(readEntityRef(reader))
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
}

export function mergeScope(reader: ProtoReader, scope: Draft<Scope>): void {
  const outer = reader.enter(0)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        scope.name = reader.string()
        break
      case 2:
        scope.version = reader.string()
        break
      case 3:
        scope.attributes.push(readKeyValue(reader))
        break
      case 4:
        scope.droppedAttributesCount = reader.uint32()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
}

function readEntityRef(reader: ProtoReader): EntityRef {
  const ref = emptyEntityRef()
  const outer = reader.enter(hollowBelowBytes.group)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        ref.schemaUrl = reader.string()
        break
      case 2:
        ref.type = reader.string()
        break
      case 3:
        ref.idKeys.push(reader.string())
        break
      case 4:
        ref.descriptionKeys.push(reader.string())
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return ref
}

export function readKeyValue(reader: ProtoReader, depth = 1): KeyValue {
  const keyValue = emptyKeyValue()
  const outer = reader.enter(hollowBelowBytes.keyValue)
  while (reader.next()) {
    if (reader.field === 1) keyValue.key = reader.string()
    else if (reader.field === 2) keyValue.value = mergeAnyValue(reader, keyValue.value, depth)
    else reader.skip()
  }
  reader.leave(outer)
  return keyValue
}

export function mergeAnyValue(reader: ProtoReader, current: AnyValueDraft, depth = 1): AnyValueDraft {
  if (depth > anyValueDepthMax) {
    reader.fail(`begins a value nested deeper than ${anyValueDepthMax}`)
    return emptyValue
  }
  let value = current
  const outer = reader.enter(0)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        value = { kind: 'string', value: reader.string() }
        break
      case 2:
        value = { kind: 'bool', value: reader.bool() }
        break
      case 3:
        value = { kind: 'int', value: reader.int64() }
        break
      case 4:
        value = { kind: 'double', value: reader.double() }
        break
      case 5:
        if (value.kind !== 'array') value = { kind: 'array', values: [] }
        mergeArrayValue(reader, value.values, depth)
        break
      case 6:
        if (value.kind !== 'kvlist') value = { kind: 'kvlist', entries: [] }
        mergeKeyValueList(reader, value.entries, depth)
        break
      case 7:
        value = { kind: 'bytes', value: reader.bytes() }
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return value
}

export function mergeArrayValue(reader: ProtoReader, values: AnyValue[], depth: number): void {
  const outer = reader.enter(0)
  while (reader.next()) {
    if (reader.field === 1) values.push(mergeAnyValue(reader, emptyValue, depth + 1))
    else reader.skip()
  }
  reader.leave(outer)
}

export function mergeKeyValueList(reader: ProtoReader, entries: KeyValue[], depth: number): void {
  const outer = reader.enter(0)
  while (reader.next()) {
    if (reader.field === 1) entries.push(readKeyValue(reader, depth + 1))
    else reader.skip()
  }
  reader.leave(outer)
}
