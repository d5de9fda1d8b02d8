import { fileTypeOf } from '../rowbinary/columns.ts'
import { RowWriter } from '../rowbinary/writer.ts'
import { traceColumns } from '../schema/span-columns.ts'

/**
 * The names and types of the columns, as RowBinaryWithNamesAndTypes begins: 1.5 kB once a segment, for which a segment
 * left by an older version still says what its bytes are.
 */
export const segmentHeader: Uint8Array = encodeHeader()

function encodeHeader(): Uint8Array {
  const out = new RowWriter(4096)
  const columns = Object.entries(traceColumns)
  out.varint(columns.length)
  for (const [name] of columns) out.text(name)
  for (const [, column] of columns) out.text(fileTypeOf(column))
  return out.bytes()
}
