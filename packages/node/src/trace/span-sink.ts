import type { RecordedSpan } from './span.ts'
import type { SpanLimits } from './span-limits.ts'

/** Is told of a span's life. A span that has ended may not be kept: it belongs to whoever made it. */
export interface SpanSink {
  /** Gives back a number that the sink knows the open span by. */
  begin(span: RecordedSpan): number
  rename(span: RecordedSpan): void
  /** Called before its end, while it can still be changed. */
  ending?(span: RecordedSpan): void
  record(span: RecordedSpan): void
}

/** What all spans of one provider share. */
export interface SpanSettings {
  readonly sink: SpanSink
  readonly limits: SpanLimits
}
