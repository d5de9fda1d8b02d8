import type { AnyValue, KeyValue, Resource, Scope, SpanId, TraceId, UnixNano } from './common.ts'

/** Source: opentelemetry-proto 1.x, `logs/v1/logs.proto`. */

/** `SeverityNumber`: 0 unspecified, 1 – 4 trace, then four each of debug, info, warn, error, fatal; unknown ones are kept. */
export type SeverityNumber = number

export interface LogRecord {
  readonly timeUnixNano: UnixNano
  readonly observedTimeUnixNano: UnixNano
  readonly severityNumber: SeverityNumber
  readonly severityText: string
  readonly body: AnyValue
  readonly attributes: readonly KeyValue[]
  readonly droppedAttributesCount: number
  readonly flags: number
  readonly traceId: TraceId
  readonly spanId: SpanId
  /** Says what kind of event this is, for records that are events. */
  readonly eventName: string
}

export interface ScopeLogs {
  readonly scope: Scope
  readonly logRecords: readonly LogRecord[]
  readonly schemaUrl: string
}

export interface ResourceLogs {
  readonly resource: Resource
  readonly scopeLogs: readonly ScopeLogs[]
  readonly schemaUrl: string
}

/** `LogsData`, which is also `ExportLogsServiceRequest`: the two messages have the same fields. */
export interface LogsData {
  readonly resourceLogs: readonly ResourceLogs[]
}
