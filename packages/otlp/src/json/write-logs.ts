import type { LogRecord, LogsData, ResourceLogs, ScopeLogs } from '../model/logs.ts'
import {
  anyValueJson,
  decimalUnlessZero,
  keyValueJson,
  listUnlessEmpty,
  resourceJson,
  scopeJson,
  unlessEmpty,
  unlessZero,
} from './write-common.ts'

/** Writes `LogsData`, which is also `ExportLogsServiceRequest`, as OTLP/JSON. */
export const writeLogsJson = (data: LogsData): string =>
  JSON.stringify({ resourceLogs: data.resourceLogs.map(resourceLogsJson) })

const resourceLogsJson = (group: ResourceLogs) => ({
  resource: resourceJson(group.resource),
  scopeLogs: listUnlessEmpty(group.scopeLogs, scopeLogsJson),
  schemaUrl: unlessEmpty(group.schemaUrl),
})

const scopeLogsJson = (group: ScopeLogs) => ({
  scope: scopeJson(group.scope),
  logRecords: listUnlessEmpty(group.logRecords, logRecordJson),
  schemaUrl: unlessEmpty(group.schemaUrl),
})

const logRecordJson = (record: LogRecord) => ({
  timeUnixNano: decimalUnlessZero(record.timeUnixNano),
  observedTimeUnixNano: decimalUnlessZero(record.observedTimeUnixNano),
  severityNumber: unlessZero(record.severityNumber),
  severityText: unlessEmpty(record.severityText),
  body: anyValueJson(record.body),
  attributes: listUnlessEmpty(record.attributes, keyValueJson),
  droppedAttributesCount: unlessZero(record.droppedAttributesCount),
  flags: unlessZero(record.flags),
  traceId: unlessEmpty(record.traceId),
  spanId: unlessEmpty(record.spanId),
  eventName: unlessEmpty(record.eventName),
})
