import type { TracesData } from '@throughline/otlp'
import { writeRow } from '../rowbinary/columns.ts'
import { RowWriter } from '../rowbinary/writer.ts'
import { resourceColumns, scopeColumns } from '../schema/group-columns.ts'
import { spanColumns } from '../schema/span-columns.ts'

/** Rows in RowBinary, one behind the other. */
export interface EncodedRows {
  readonly bytes: Uint8Array
  readonly rows: number
}

/** Hot path. One row for each span; a resource or scope without spans leaves no trace. */
export function encodeSpans(data: TracesData): EncodedRows {
  const out = new RowWriter()
  let rows = 0
  for (const resourceSpans of data.resourceSpans) {
    const resource = new RowWriter(1024)
    writeRow(resourceColumns, resource, resourceSpans)
    for (const scopeSpans of resourceSpans.scopeSpans) {
      const scope = new RowWriter(256)
      writeRow(scopeColumns, scope, scopeSpans)
      for (const span of scopeSpans.spans) {
        out.raw(resource.bytes())
        out.raw(scope.bytes())
        writeRow(spanColumns, out, span)
        rows++
      }
    }
  }
  return { bytes: out.bytes(), rows }
}
