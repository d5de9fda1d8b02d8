import type { TraceId, TracesData } from '@throughline/otlp'
import type { Database } from '../database/database.ts'
import { namesOf } from '../rowbinary/columns.ts'
import { decodeSpans } from '../rows/decode.ts'
import { traceColumns } from '../schema/span-columns.ts'

/**
 * The views of one insert become visible one after the other: a trace can be listed an instant before the table that
 * narrows the search knows it. It is then looked for at all times, by the index on the id alone.
 */
const sql = `
WITH (SELECT (min(Start), max(End), count()) FROM otel_traces_trace_id_ts WHERE TraceId = {traceId:String}) AS known
SELECT ${namesOf(traceColumns)}
FROM otel_traces
WHERE TraceId = {traceId:String}
  AND (known.3 = 0 OR Timestamp BETWEEN known.1 AND known.2)
ORDER BY Timestamp, SpanId
FORMAT RowBinary`

/** Every span of the trace as it was sent, ordered by start; undefined when there is none. */
export async function readTrace(database: Pick<Database, 'query'>, traceId: TraceId): Promise<TracesData | undefined> {
  const data = decodeSpans(await database.query(sql, { traceId }))
  return data.resourceSpans.length > 0 ? data : undefined
}
