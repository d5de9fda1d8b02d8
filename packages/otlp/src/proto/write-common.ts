import type { AnyValue, EntityRef, KeyValue, Resource, Scope } from '../model/common.ts'
import type { ProtoWriter } from '../wire/proto-writer.ts'

// proto3 leaves out what has its default value. The messages that our model always holds (resource, scope, status, an
// attribute's value) are written even when empty, as the OpenTelemetry Collector does: readers rely on it.

export function writeText(writer: ProtoWriter, field: number, value: string): void {
  if (value !== '') writer.string(field, value)
}

export function writeId(writer: ProtoWriter, field: number, digits: string): void {
  if (digits !== '') writer.hex(field, digits)
}

export function writeCount(writer: ProtoWriter, field: number, value: number): void {
  if (value !== 0) writer.varint(field, value)
}

export function writeFlags(writer: ProtoWriter, field: number, value: number): void {
  if (value !== 0) writer.fixed32(field, value)
}

export function writeFixed64(writer: ProtoWriter, field: number, value: bigint): void {
  if (value !== 0n) writer.fixed64(field, value)
}

export function writeResource(writer: ProtoWriter, field: number, resource: Resource): void {
  const mark = writer.begin(field)
  writeAttributes(writer, 1, resource.attributes)
  writeCount(writer, 2, resource.droppedAttributesCount)
  for (const ref of resource.entityRefs) writeEntityRef(writer, 3, ref)
  writer.end(mark)
}

export function writeScope(writer: ProtoWriter, field: number, scope: Scope): void {
  const mark = writer.begin(field)
  writeText(writer, 1, scope.name)
  writeText(writer, 2, scope.version)
  writeAttributes(writer, 3, scope.attributes)
  writeCount(writer, 4, scope.droppedAttributesCount)
  writer.end(mark)
}

function writeEntityRef(writer: ProtoWriter, field: number, ref: EntityRef): void {
  const mark = writer.begin(field)
  writeText(writer, 1, ref.schemaUrl)
  writeText(writer, 2, ref.type)
  for (const key of ref.idKeys) writer.string(3, key)
  for (const key of ref.descriptionKeys) writer.string(4, key)
  writer.end(mark)
}

export function writeAttributes(writer: ProtoWriter, field: number, attributes: readonly KeyValue[]): void {
  for (const { key, value } of attributes) {
    const mark = writer.begin(field)
    writeText(writer, 1, key)
    writeAnyValue(writer, 2, value)
    writer.end(mark)
  }
}

export function writeAnyValue(writer: ProtoWriter, field: number, value: AnyValue): void {
  const mark = writer.begin(field)
  writeKind(writer, value)
  writer.end(mark)
}

function writeKind(writer: ProtoWriter, value: AnyValue): void {
  switch (value.kind) {
    case 'empty':
      break
    case 'string':
      writer.string(1, value.value)
      break
    case 'bool':
      writer.bool(2, value.value)
      break
    case 'int':
      writer.varint64(3, value.value)
      break
    case 'double':
      writer.double(4, value.value)
      break
    case 'array': {
      const mark = writer.begin(5)
      for (const item of value.values) writeAnyValue(writer, 1, item)
      writer.end(mark)
      break
    }
    case 'kvlist': {
      const mark = writer.begin(6)
      writeAttributes(writer, 1, value.entries)
      writer.end(mark)
      break
    }
    case 'bytes':
      writer.bytes(7, value.value)
      break
  }
}
