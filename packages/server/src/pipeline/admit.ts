import assert from 'node:assert/strict'
import { readSpanBatch, type SpanBatch, spanProblem } from '@throughline/otlp'

/** What of a request goes on, and what the sender must hear about the rest. */
export interface Admission {
  readonly batch: SpanBatch
  readonly acceptedSpans: number
  readonly rejectedSpans: number
  /** One sentence; empty when every span is accepted. */
  readonly errorMessage: string
}

/** Keeps the spans whose ids are valid. A request without a bad span, the usual one, goes on as it is, uncopied. */
export function admit(batch: SpanBatch): Admission {
  const { spanCount } = batch
  const valid: number[] = []
  let first: string | undefined
  for (let span = 0; span < spanCount; span++) {
    const problem = spanProblem(batch, span)
    if (problem === undefined) valid.push(span)
    first ??= problem
  }
  const acceptedSpans = valid.length
  const rejectedSpans = spanCount - acceptedSpans
  if (first === undefined) return { batch, acceptedSpans, rejectedSpans, errorMessage: '' }
  const errorMessage = `${rejectedSpans} of ${spanCount} spans rejected; the first: ${first}`
  return { batch: keep(batch, valid), acceptedSpans, rejectedSpans, errorMessage }
}

function keep(batch: SpanBatch, spans: readonly number[]): SpanBatch {
  const kept = readSpanBatch(batch.select(spans))
  assert.ok(kept.ok, 'what was read can be read in part')
  return kept.value
}
