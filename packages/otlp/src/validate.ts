import type { Span } from './model/traces.ts'

/** Why a span cannot be stored, in one sentence that names the field and what it was; `undefined` where it can. */
export const spanProblem = (span: Span): string | undefined =>
  idProblem('trace_id', span.traceId, 16) ??
  idProblem('span_id', span.spanId, 8) ??
  (span.parentSpanId === '' ? undefined : lengthProblem('parent_span_id', span.parentSpanId, 8))

const idProblem = (field: string, digits: string, byteCount: number): string | undefined =>
  lengthProblem(field, digits, byteCount) ??
  (isAllZero(digits) ? `${field} must not be all zero, but it was` : undefined)

const lengthProblem = (field: string, digits: string, byteCount: number): string | undefined =>
  digits.length === 2 * byteCount ? undefined : `${field} must be ${byteCount} bytes, but it was ${digits.length / 2}`

function isAllZero(digits: string): boolean {
  for (let i = 0; i < digits.length; i++) if (digits[i] !== '0') return false
  return true
}
