import { fileTypeOf } from '../rowbinary/columns.ts'
import { RowWriter } from '../rowbinary/writer.ts'
import type { Table } from '../schema/table.ts'

/**
 * The names and types of the columns, as RowBinaryWithNamesAndTypes begins: 1.5 kB once a segment, for which a segment
 * left by an older version still says what its bytes are.
 */
export function headerOf({ columns }: Table): Uint8Array {
  const out = new RowWriter(4096)
  const entries = Object.entries(columns)
  out.varint(entries.length)
  for (const [name] of entries) out.text(name)
  for (const [, column] of entries) out.text(fileTypeOf(column))
  return out.bytes()
}
