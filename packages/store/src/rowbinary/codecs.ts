import type { RowReader } from './reader.ts'
import type { RowWriter } from './writer.ts'

/** How one ClickHouse type is written to and read from RowBinary. */
export interface Codec<In, Out = In> {
  /** The type's name in SQL. */
  readonly type: string
  readonly write: (out: RowWriter, value: In) => void
  readonly read: (from: RowReader) => Out
}

export const text: Codec<string> = {
  type: 'String',
  write: (out, value) => out.text(value),
  read: from => from.text(),
}

/** Has a dictionary in the table; its RowBinary form is that of String. */
export const repeatedText: Codec<string> = { ...text, type: 'LowCardinality(String)' }

export const uint8: Codec<number> = {
  type: 'UInt8',
  write: (out, value) => out.uint8(value),
  read: from => from.uint8(),
}

export const uint32: Codec<number> = {
  type: 'UInt32',
  write: (out, value) => out.uint32(value),
  read: from => from.uint32(),
}

export const int32: Codec<number> = {
  type: 'Int32',
  write: (out, value) => out.int32(value),
  read: from => from.int32(),
}

export const uint64: Codec<bigint> = {
  type: 'UInt64',
  write: (out, value) => out.uint64(value),
  read: from => from.uint64(),
}

/** DateTime64 is a signed count; the bits are kept, so times from 2⁶³ ns on survive although SQL shows them before 1970. */
export const nanoTime: Codec<bigint> = { ...uint64, type: 'DateTime64(9)' }

export const list = <In, Out>(item: Codec<In, Out>): Codec<readonly In[], readonly Out[]> =>
  listOf(item, value => value)

/** One field of each item: the columns of a Nested structure are parallel arrays. */
export function listOf<Item, In, Out>(
  { type, write, read }: Codec<In, Out>,
  field: (item: Item) => In,
): Codec<readonly Item[], readonly Out[]> {
  return {
    type: `Array(${type})`,
    write(out, items) {
      out.varint(items.length)
      for (const item of items) write(out, field(item))
    },
    read: from => Array.from({ length: from.varint() }, () => read(from)),
  }
}

export const int64: Codec<bigint> = {
  type: 'Int64',
  write: (out, value) => out.uint64(BigInt.asUintN(64, value)),
  read: from => BigInt.asIntN(64, from.uint64()),
}

export const float64: Codec<number> = {
  type: 'Float64',
  write: (out, value) => out.float64(value),
  read: from => from.float64(),
}

export const bool: Codec<boolean> = {
  type: 'Bool',
  write: (out, value) => out.uint8(value ? 1 : 0),
  read: from => from.uint8() === 1,
}

/** A String of any bytes. */
export const bytes: Codec<Uint8Array> = {
  type: 'String',
  write(out, value) {
    out.varint(value.length)
    out.raw(value)
  },
  read: from => from.bytes(),
}
