import type { TraceId, TracesData } from '@throughline/otlp'
import type { Database } from '../database/database.ts'
import { namesOf } from '../rowbinary/columns.ts'
import { decodeSpans } from '../rows/decode.ts'
import { traceColumns } from '../schema/span-columns.ts'

const sql = `
SELECT ${namesOf(traceColumns)}
FROM otel_traces
WHERE TraceId = {traceId:String}
  AND Timestamp >= (SELECT min(Start) FROM otel_traces_trace_id_ts WHERE TraceId = {traceId:String})
  AND Timestamp <= (SELECT max(End) FROM otel_traces_trace_id_ts WHERE TraceId = {traceId:String})
ORDER BY Timestamp, SpanId
FORMAT RowBinary`

/** Every span of the trace as it was sent, ordered by start; undefined when there is none. */
export async function readTrace(database: Pick<Database, 'query'>, traceId: TraceId): Promise<TracesData | undefined> {
  const data = decodeSpans(await database.query(sql, { traceId }))
  return data.resourceSpans.length > 0 ? data : undefined
}
