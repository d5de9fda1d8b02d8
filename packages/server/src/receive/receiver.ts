import type { Result, SpanBatch } from '@throughline/otlp'
import type { TransportCounts } from '../health/counters.ts'
import type { Admission } from '../pipeline/admit.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { ByteBudget } from './byte-budget.ts'
import { refuse, type Step } from './refusal.ts'

/** What a receiver of either transport works with. */
export interface Receiver {
  readonly pipeline: Pipeline
  readonly counts: TransportCounts
  readonly budget: ByteBudget
  readonly tell: (sentence: string) => void
}

/** What both transports do with a request once its bytes are read. */
export async function accept(batch: Result<SpanBatch>, { pipeline }: Receiver): Promise<Step<Admission>> {
  if (!batch.ok) return refuse('bad_data', `The request cannot be read: ${batch.error}.`)
  const admission = await pipeline.accept(batch.value)
  return admission.ok ? admission : refuse('store_failed', 'The spans could not be stored; send them again later.')
}

/** Ends the receiving of a request: it is counted once, and a mistake of ours costs this request and no other. */
export async function conclude(
  received: Promise<Step<Admission>>,
  { counts, tell }: Receiver,
): Promise<Step<Admission>> {
  const step = await received.catch((error: unknown) => {
    tell(`A request failed by a mistake in the server: ${error instanceof Error ? error.stack : String(error)}`)
    return refuse('internal', 'The server failed; its log says why.')
  })
  count(counts, step)
  return step
}

export function count(counts: TransportCounts, step: Step<Admission>): void {
  if (!step.ok) {
    counts.refusedRequests[step.refusal.reason]++
    return
  }
  counts.acceptedRequests++
  counts.acceptedSpans += step.value.acceptedSpans
  counts.rejectedSpans += step.value.rejectedSpans
}
