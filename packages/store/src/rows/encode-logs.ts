import type { LogsData } from '@throughline/otlp'
import { writeRow } from '../rowbinary/columns.ts'
import { RowWriter } from '../rowbinary/writer.ts'
import { resourceColumns } from '../schema/group-columns.ts'
import { logScopeColumns, recordColumns } from '../schema/log-columns.ts'
import type { EncodedRows } from './encode.ts'

/** One row for each log record. */
export function encodeLogs(data: LogsData): EncodedRows {
  const out = new RowWriter()
  let rows = 0
  for (const resourceLogs of data.resourceLogs) {
    const resource = new RowWriter(1024)
    writeRow(resourceColumns, resource, resourceLogs)
    for (const scopeLogs of resourceLogs.scopeLogs) {
      const scope = new RowWriter(256)
      writeRow(logScopeColumns, scope, scopeLogs)
      for (const record of scopeLogs.logRecords) {
        out.raw(resource.bytes())
        out.raw(scope.bytes())
        writeRow(recordColumns, out, record)
        rows++
      }
    }
  }
  return { bytes: out.bytes(), rows }
}
