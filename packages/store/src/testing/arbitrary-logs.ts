import type { LogRecord, LogsData, ResourceLogs, ScopeLogs, UnixNano } from '@throughline/otlp'
import fc from 'fast-check'
import { attributes, int32, nano, resource, scope, spanId, text, traceId, uint32, value } from './arbitrary.ts'

const record: fc.Arbitrary<LogRecord> = fc.record({
  timeUnixNano: fc.oneof(nano, fc.constant(0n as UnixNano)),
  observedTimeUnixNano: fc.oneof(nano, fc.constant(0n as UnixNano)),
  severityNumber: int32,
  severityText: text,
  body: value,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
  traceId,
  spanId,
  eventName: text,
})

const scopeLogs: fc.Arbitrary<ScopeLogs> = fc.record({
  scope,
  logRecords: fc.array(record, { maxLength: 3 }),
  schemaUrl: text,
})

const resourceLogs: fc.Arbitrary<ResourceLogs> = fc.record({
  resource,
  scopeLogs: fc.array(scopeLogs, { maxLength: 2 }),
  schemaUrl: text,
})

/** Any logs; a clone, because fast-check's records have no prototype. */
export const logs: fc.Arbitrary<LogsData> = fc
  .record({ resourceLogs: fc.array(resourceLogs, { maxLength: 3 }) })
  .map(data => structuredClone(data))
