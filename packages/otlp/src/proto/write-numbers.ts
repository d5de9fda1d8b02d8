import type { ProtoWriter } from '../wire/proto-writer.ts'

// Kinds of numbers that only metrics have. They are no methods of the writer, because the SDK's bundle would carry them.

/** A `double` that is left out at its default; −0 is not that (protobuf: what is not all zero bits is written). */
export function writeDouble(writer: ProtoWriter, field: number, value: number): void {
  if (!Object.is(value, 0)) writer.double(field, value)
}

export function writeOptionalDouble(writer: ProtoWriter, field: number, value: number | undefined): void {
  if (value !== undefined) writer.double(field, value)
}

/** Zigzag: 0, −1, 1, −2 … are 0, 1, 2, 3 … (protobuf encoding, "Signed Integers"). */
export function writeSint32(writer: ProtoWriter, field: number, value: number): void {
  if (value !== 0) writer.varint(field, ((value << 1) ^ (value >> 31)) >>> 0)
}

export function writeDoubles(writer: ProtoWriter, field: number, values: readonly number[]): void {
  const packed = new DataView(new ArrayBuffer(8 * values.length))
  for (const [i, value] of values.entries()) packed.setFloat64(8 * i, value, true)
  writePacked(writer, field, new Uint8Array(packed.buffer))
}

export function writeFixed64s(writer: ProtoWriter, field: number, values: readonly bigint[]): void {
  const packed = new DataView(new ArrayBuffer(8 * values.length))
  for (const [i, value] of values.entries()) packed.setBigUint64(8 * i, value, true)
  writePacked(writer, field, new Uint8Array(packed.buffer))
}

export function writeUint64s(writer: ProtoWriter, field: number, values: readonly bigint[]): void {
  const packed: number[] = []
  for (const value of values) pushVarint(packed, value)
  writePacked(writer, field, Uint8Array.from(packed))
}

function pushVarint(bytes: number[], value: bigint): void {
  let rest = value
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  bytes.push(Number(rest))
}

function writePacked(writer: ProtoWriter, field: number, packed: Uint8Array): void {
  if (packed.length > 0) writer.bytes(field, packed)
}
