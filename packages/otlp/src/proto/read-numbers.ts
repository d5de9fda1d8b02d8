import type { ProtoReader } from '../wire/proto-reader.ts'
import { FIXED64, VARINT } from '../wire/wire-type.ts'

// Kinds of numbers that only metrics have. They are no methods of the reader, because the SDK's bundle would carry them.

/** Zigzag: 0, −1, 1, −2 … are 0, 1, 2, 3 … (protobuf encoding, "Signed Integers"). */
export function readSint32(reader: ProtoReader): number {
  const zigzag = reader.uint32()
  return (zigzag >>> 1) ^ -(zigzag & 1)
}

export const readSfixed64 = (reader: ProtoReader): bigint => BigInt.asIntN(64, reader.fixed64())

export const readDoubles = (reader: ProtoReader, into: number[]): void =>
  reader.each(FIXED64, () => into.push(reader.double()))

export const readFixed64s = (reader: ProtoReader, into: bigint[]): void =>
  reader.each(FIXED64, () => into.push(reader.fixed64()))

/**
 * Numbers of one byte. A `bigint` of its own takes 24 bytes, so a megabyte of zeros, which is a kilobyte of gzip, would
 * grow to 32 times its size.
 */
const smallCounts: readonly bigint[] = Array.from({ length: 128 }, (_, count) => BigInt(count))

export const readUint64s = (reader: ProtoReader, into: bigint[]): void =>
  reader.each(VARINT, () => {
    const count = BigInt.asUintN(64, reader.int64())
    into.push(smallCounts[Number(count)] ?? count)
  })
