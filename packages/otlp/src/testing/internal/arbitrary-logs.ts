import type fc from 'fast-check'
import type { LogRecord, LogsData, ResourceLogs, ScopeLogs } from '../../model/logs.ts'
import {
  anyValue,
  attributes,
  int32,
  listOf,
  record,
  resource,
  scope,
  spanId,
  text,
  time,
  traceId,
  uint32,
} from './arbitrary-common.ts'

const logRecord: fc.Arbitrary<LogRecord> = record({
  timeUnixNano: time,
  observedTimeUnixNano: time,
  severityNumber: int32,
  severityText: text,
  body: anyValue,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
  traceId,
  spanId,
  eventName: text,
})

const scopeLogs: fc.Arbitrary<ScopeLogs> = record({ scope, logRecords: listOf(logRecord), schemaUrl: text })

const resourceLogs: fc.Arbitrary<ResourceLogs> = record({
  resource,
  scopeLogs: listOf(scopeLogs),
  schemaUrl: text,
})

/** Any logs the model can hold, in whatever combination. */
export const arbitraryLogs: fc.Arbitrary<LogsData> = record({ resourceLogs: listOf(resourceLogs) })
