import type { LogRecord, LogsData, ResourceLogs, ScopeLogs, SpanId, TraceId, UnixNano } from '@throughline/otlp'
import { getOrAdd } from '../get-or-add.ts'
import { type RowOf, readRow } from '../rowbinary/columns.ts'
import { RowReader } from '../rowbinary/reader.ts'
import { resourceColumns } from '../schema/group-columns.ts'
import { logScopeColumns, recordColumns } from '../schema/log-columns.ts'
import { valueOfText } from './any-value.ts'
import { attributesOf } from './attributes.ts'
import { resourceOf, scopeOf } from './groups.ts'

/**
 * Rows back to the messages they came from; records whose resource and scope are equal share them again. Unlike spans,
 * records that are equal all stay: a program may well say the same thing twice within a millisecond.
 */
export function decodeLogs(bytes: Uint8Array): LogsData {
  const from = new RowReader(bytes)
  const resources = new Map<string, ResourceLogs & { readonly scopeLogs: ScopeLogs[] }>()
  const scopes = new Map<string, ScopeLogs & { readonly logRecords: LogRecord[] }>()
  while (!from.atEnd) {
    const rowStart = from.offset
    const resourceRow = readRow(resourceColumns, from)
    const resourceKey = from.keyOf(rowStart, from.offset)
    const scopeRow = readRow(logScopeColumns, from)
    const scopeKey = from.keyOf(rowStart, from.offset)

    const resource = getOrAdd(resources, resourceKey, () => ({ ...resourceOf(resourceRow), scopeLogs: [] }))
    const scope = getOrAdd(scopes, scopeKey, () => {
      const added = { ...scopeOf(scopeRow), logRecords: [] }
      resource.scopeLogs.push(added)
      return added
    })
    scope.logRecords.push(recordOf(readRow(recordColumns, from)))
  }
  return { resourceLogs: [...resources.values()] }
}

const recordOf = (row: RowOf<typeof recordColumns>): LogRecord => ({
  timeUnixNano: (row.TimestampIsObserved ? 0n : row.Timestamp) as UnixNano,
  observedTimeUnixNano: row.ObservedTimestamp as UnixNano,
  severityNumber: row.SeverityNumberExact,
  severityText: row.SeverityText,
  body: valueOfText(row.BodyType, row.Body),
  attributes: attributesOf(row.LogAttributes, row.LogAttributeTypes),
  droppedAttributesCount: row.DroppedAttributesCount,
  flags: row.LogFlags,
  traceId: row.TraceId as TraceId,
  spanId: row.SpanId as SpanId,
  eventName: row.EventName,
})
