import { isSpanContextValid, type SpanContext } from '@opentelemetry/api'
import { spanOf } from '../trace/context.ts'
import { activeContext } from '../trace/context-manager.ts'
import { RecordedSpan } from '../trace/span.ts'

/** What a line tells of the active span, by the names that OpenTelemetry has for formats that are no OTLP. */
export const traceFieldNames = ['trace_id', 'span_id', 'trace_flags'] as const

export type TraceFields = Readonly<Record<(typeof traceFieldNames)[number], string>>

/** Undefined where no span is active. */
export function activeSpanContext(): SpanContext | undefined {
  const span = spanOf(activeContext())
  if (span === undefined) return undefined
  const context = span.spanContext()
  return span instanceof RecordedSpan || isSpanContextValid(context) ? context : undefined
}

export const traceFields = ({ traceId, spanId, traceFlags }: SpanContext): TraceFields => ({
  trace_id: traceId,
  span_id: spanId,
  trace_flags: hexByte(traceFlags),
})

const hexByte = (byte: number): string => (byte & 0xff).toString(16).padStart(2, '0')

/** The members of a JSON object for those fields, with a comma before each. */
export const traceMembers = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `,"trace_id":"${traceId}","span_id":"${spanId}","trace_flags":"${hexByte(traceFlags)}"`

/** Adds the fields to what will be a line, except for those that the app has set itself. */
export function addTraceFields(record: Record<string, unknown>, context: SpanContext): void {
  const fields = traceFields(context)
  for (const name of traceFieldNames) if (record[name] === undefined) record[name] = fields[name]
}

/** Takes away again what `addTraceFields` has added for `context`. */
export function removeTraceFields(record: Record<string, unknown>, context: SpanContext): void {
  const fields = traceFields(context)
  for (const name of traceFieldNames) if (record[name] === fields[name]) delete record[name]
}
