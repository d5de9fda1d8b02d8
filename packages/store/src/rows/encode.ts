import { type SpanBatch, type SpanIndex, spanWord } from '@throughline/otlp'
import { writeRow } from '../rowbinary/columns.ts'
import { RowWriter } from '../rowbinary/writer.ts'
import { resourceColumns, scopeColumns } from '../schema/group-columns.ts'
import { spanColumns } from '../schema/span-columns.ts'

/** Rows in RowBinary, one behind the other, in memory that is given back once they are appended. */
export interface EncodedRows {
  readonly bytes: Uint8Array
  readonly rows: number
}

const spanWriters = Object.values(spanColumns).map(({ write }) => write)

/** A row has the hex of its ids and repeats its resource, so it takes about twice what its span does. */
const rowBytesPerSpanByte = 2

/**
 * Hot path. One row for each span from the given one on, until they have `bytesEnough`: the number of rows says where to go on.
 * A resource or scope without spans leaves no trace.
 */
export function encodeSpans(
  { bytes, index }: SpanBatch,
  firstSpan = 0,
  bytesEnough = Number.POSITIVE_INFINITY,
): EncodedRows {
  const { ints, wordsPerRecord, count } = index.spans
  const out = new RowWriter(Math.min(rowBytesPerSpanByte * bytes.length, bytesEnough))
  let scope = -1
  let shared: Uint8Array = new Uint8Array(0)
  let span = firstSpan
  for (; span < count && out.length < bytesEnough; span++) {
    const record = span * wordsPerRecord
    const scopeOfSpan = ints[record + spanWord.scope] ?? 0
    // Spans of a scope follow one another, so its bytes and its resource's are encoded once.
    if (scopeOfSpan !== scope) shared = encodeShared(index, scopeOfSpan)
    scope = scopeOfSpan
    out.raw(shared)
    for (const write of spanWriters) write(out, index, ints, record)
  }
  return { bytes: out.bytes(), rows: span - firstSpan }
}

function encodeShared({ resources, scopes }: SpanIndex, scopeNumber: number): Uint8Array {
  const out = new RowWriter(1024)
  const scope = scopes[scopeNumber]
  const resource = resources[scope?.resource ?? 0]
  if (resource !== undefined) writeRow(resourceColumns, out, resource)
  if (scope !== undefined) writeRow(scopeColumns, out, scope)
  return out.bytes()
}
