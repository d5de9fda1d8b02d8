import type { LogsData, TraceId } from '@throughline/otlp'
import type { Database } from '../database/database.ts'
import { namesOf } from '../rowbinary/columns.ts'
import { decodeLogs } from '../rows/decode-logs.ts'
import { logColumns } from '../schema/log-columns.ts'

const sql = `
SELECT ${namesOf(logColumns)}
FROM otel_logs
WHERE TraceId = {traceId:String}
ORDER BY Timestamp, SpanId
FORMAT RowBinary`

/** Every log record of the trace as it was sent, ordered by time. */
export const readLogs = async (database: Pick<Database, 'query'>, traceId: TraceId): Promise<LogsData> =>
  decodeLogs(await database.query(sql, { traceId }))
