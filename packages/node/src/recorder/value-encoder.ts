import type { ProtoWriter } from '@throughline/otlp'
import { encodeShort } from './short-attribute.ts'

/** Writes a `KeyValue` (common/v1/common.proto) as a message field. */
export function encodeAttribute(proto: ProtoWriter, field: number, key: string, value: unknown): void {
  if (encodeShort(proto, field, key, value)) return
  const keyValueMark = proto.begin(field)
  proto.string(1, key)
  encodeValue(proto, 2, value)
  proto.end(keyValueMark)
}

/** Writes an `AnyValue`; a safe integer is an int, any other number a double, `null` the empty value. */
export function encodeValue(proto: ProtoWriter, field: number, value: unknown): void {
  const mark = proto.begin(field)
  if (typeof value === 'string') proto.string(1, value)
  else if (typeof value === 'number') encodeNumber(proto, value)
  else if (typeof value === 'boolean') proto.bool(2, value)
  else if (typeof value === 'bigint') encodeBigInt(proto, value)
  else if (value instanceof Uint8Array) proto.bytes(7, value)
  else if (Array.isArray(value)) encodeArray(proto, value)
  else if (typeof value === 'object' && value !== null) encodeMap(proto, value)
  proto.end(mark)
}

function encodeNumber(proto: ProtoWriter, value: number): void {
  if (Number.isSafeInteger(value)) proto.varint(3, value)
  else proto.double(4, value)
}

function encodeBigInt(proto: ProtoWriter, value: bigint): void {
  if (BigInt.asIntN(64, value) === value) proto.varint64(3, value)
  else proto.string(1, value.toString())
}

function encodeArray(proto: ProtoWriter, values: readonly unknown[]): void {
  const mark = proto.begin(5)
  for (const value of values) encodeValue(proto, 1, value)
  proto.end(mark)
}

function encodeMap(proto: ProtoWriter, map: object): void {
  const mark = proto.begin(6)
  for (const [key, value] of Object.entries(map)) encodeAttribute(proto, 1, key, value)
  proto.end(mark)
}
