import type { SpanContext } from '@opentelemetry/api'
import type { AttributeList } from '../trace/attributes.ts'

/** A time of `Instant`. */
export interface Moment {
  readonly seconds: number
  readonly nano: number
}

/** What OTLP calls a `LogRecord`, before it is bytes. */
export interface RecordedLog {
  readonly time: Moment
  readonly observedTime: Moment
  /** 0 is unspecified. */
  readonly severityNumber: number
  readonly severityText: string
  readonly body: unknown
  readonly attributes: AttributeList
  readonly eventName: string
  readonly context: SpanContext | undefined
}

/** Takes records; nothing of them is kept. */
export interface LogSink {
  /** The index by which records name the scope. */
  addScope(name: string, version: string, schemaUrl: string): number
  append(record: RecordedLog, scopeIndex: number): void
}
