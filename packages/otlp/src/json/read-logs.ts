import type { SpanId, TraceId } from '../model/common.ts'
import type { LogRecord, LogsData, ResourceLogs, ScopeLogs } from '../model/logs.ts'
import type { Result } from '../result.ts'
import { unixNano } from '../time.ts'
import type { JsonMessage } from './json-message.ts'
import { readAnyValue, readAttributes, readResource, readScope } from './read-common.ts'
import { readPayload } from './read-payload.ts'

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']

/** Four to a level: `SEVERITY_NUMBER_INFO` is 9, `SEVERITY_NUMBER_INFO4` is 12. */
const severityNumbers: Readonly<Record<string, number>> = Object.fromEntries([
  ['SEVERITY_NUMBER_UNSPECIFIED', 0],
  ...levels.flatMap((level, i) =>
    ['', '2', '3', '4'].map((suffix, j) => [`SEVERITY_NUMBER_${level}${suffix}`, 4 * i + j + 1]),
  ),
])

/** Reads `LogsData` or `ExportLogsServiceRequest`, by the rules of `readTracesJson`. */
export const readLogsJson = (text: string): Result<LogsData> =>
  readPayload(text, json => ({ resourceLogs: json.list('resourceLogs', readResourceLogs) }))

const readResourceLogs = (json: JsonMessage): ResourceLogs => ({
  resource: readResource(json.message('resource')),
  scopeLogs: json.list('scopeLogs', readScopeLogs),
  schemaUrl: json.text('schemaUrl'),
})

const readScopeLogs = (json: JsonMessage): ScopeLogs => ({
  scope: readScope(json.message('scope')),
  logRecords: json.list('logRecords', readLogRecord),
  schemaUrl: json.text('schemaUrl'),
})

function readLogRecord(json: JsonMessage): LogRecord {
  if (!json.has('timeUnixNano') && !json.has('observedTimeUnixNano') && !json.has('body')) json.countHollow()
  return {
    timeUnixNano: unixNano(json.uint64('timeUnixNano')),
    observedTimeUnixNano: unixNano(json.uint64('observedTimeUnixNano')),
    severityNumber: json.enumeration('severityNumber', severityNumbers),
    severityText: json.text('severityText'),
    body: readAnyValue(json.message('body')),
    attributes: readAttributes(json),
    droppedAttributesCount: json.uint32('droppedAttributesCount'),
    flags: json.uint32('flags'),
    traceId: json.hex('traceId') as TraceId,
    spanId: json.hex('spanId') as SpanId,
    eventName: json.text('eventName'),
  }
}
