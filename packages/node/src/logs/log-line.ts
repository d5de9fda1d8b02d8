import type { SpanContext } from '@opentelemetry/api'

/** A line that a logger has written, as far as it becomes a record; its time is now. */
export interface LogLine {
  /** The logger's name, or where it has none that of its library. */
  readonly scope: string
  readonly severityNumber: number
  /** The level, as the library calls it. */
  readonly severityText: string
  readonly body: unknown
  readonly attributes: Readonly<Record<string, unknown>>
  /** What was thrown, or what a serializer has made of it. */
  readonly exception?: unknown
  /** Of the span that was active. */
  readonly context: SpanContext | undefined
}

/** Where lines go that become records; undefined where none do. */
export type EmitLine = ((line: LogLine) => void) | undefined
