import type { SpanBatch } from './spans/span-batch.ts'
import { spanWord, wordOf } from './spans/span-index.ts'
import { lengthAt, startAt } from './wire/read-at.ts'

/** Why a span cannot be stored, in one sentence that names the field and what it was; `undefined` where it can. */
export function spanProblem({ bytes, index: { spans } }: SpanBatch, span: number): string | undefined {
  const parentRef = wordOf(spans, span, spanWord.parentSpanId)
  return (
    idProblem('trace_id', bytes, wordOf(spans, span, spanWord.traceId), 16) ??
    idProblem('span_id', bytes, wordOf(spans, span, spanWord.spanId), 8) ??
    (lengthAt(bytes, parentRef) === 0 ? undefined : lengthProblem('parent_span_id', bytes, parentRef, 8))
  )
}

const idProblem = (field: string, bytes: Uint8Array, ref: number, byteCount: number): string | undefined =>
  lengthProblem(field, bytes, ref, byteCount) ??
  (isAllZero(bytes, startAt(bytes, ref), byteCount) ? `${field} must not be all zero, but it was` : undefined)

function lengthProblem(field: string, bytes: Uint8Array, ref: number, byteCount: number): string | undefined {
  const length = lengthAt(bytes, ref)
  return length === byteCount ? undefined : `${field} must be ${byteCount} bytes, but it was ${length}`
}

function isAllZero(bytes: Uint8Array, start: number, byteCount: number): boolean {
  for (let at = start; at < start + byteCount; at++) if (bytes[at] !== 0) return false
  return true
}
