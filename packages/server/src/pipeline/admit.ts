import assert from 'node:assert/strict'
import {
  countDataPoints,
  countLogRecords,
  countProfiles,
  ok,
  type Result,
  readSpanBatch,
  type SpanBatch,
  spanProblem,
} from '@throughline/otlp'
import type { Payload, Signal } from './payload.ts'

/** What the sender hears about its request. */
export interface Admission {
  /** Spans, data points, log records or profiles. */
  readonly accepted: number
  readonly rejected: number
  /** One sentence; empty when every item is accepted. */
  readonly errorMessage: string
}

export interface Admitted {
  readonly admission: Admission
  /** What of the request goes on. */
  readonly payload: Payload
}

const itemCounters = { metrics: countDataPoints, logs: countLogRecords, profiles: countProfiles }

/** Walks through a request once, whose bytes anybody may have sent; an error means that it can never be taken. */
export function admit(signal: Signal, bytes: Uint8Array): Result<Admitted> {
  if (signal === 'traces') {
    const batch = readSpanBatch(bytes)
    return batch.ok ? ok(admitSpans(batch.value)) : batch
  }
  const itemCount = itemCounters[signal](bytes)
  if (!itemCount.ok) return itemCount
  const admission = { accepted: itemCount.value, rejected: 0, errorMessage: '' }
  return ok({ admission, payload: { signal, bytes, itemCount: itemCount.value } })
}

/** Keeps the spans whose ids are valid. A request without a bad span, the usual one, goes on as it is, uncopied. */
function admitSpans(batch: SpanBatch): Admitted {
  const { spanCount } = batch
  const valid: number[] = []
  let first: string | undefined
  for (let span = 0; span < spanCount; span++) {
    const problem = spanProblem(batch, span)
    if (problem === undefined) valid.push(span)
    first ??= problem
  }
  const accepted = valid.length
  const rejected = spanCount - accepted
  const spans = first === undefined ? batch : keep(batch, valid)
  const errorMessage = first === undefined ? '' : `${rejected} of ${spanCount} spans rejected; the first: ${first}`
  return {
    admission: { accepted, rejected, errorMessage },
    payload: { signal: 'traces', bytes: spans.bytes, itemCount: accepted, spans },
  }
}

function keep(batch: SpanBatch, spans: readonly number[]): SpanBatch {
  const kept = readSpanBatch(batch.select(spans))
  assert.ok(kept.ok, 'what was read can be read in part')
  return kept.value
}
