import type { Result, TracesData } from '@throughline/otlp'
import type { TransportCounts } from '../health/counters.ts'
import type { Admission } from '../pipeline/admit.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import { refuse, type Step } from './refusal.ts'

/** What both transports do with a request once its bytes are read. */
export async function accept(data: Result<TracesData>, pipeline: Pipeline): Promise<Step<Admission>> {
  if (!data.ok) return refuse('bad_data', `The request cannot be read: ${data.error}.`)
  const admission = await pipeline.accept(data.value)
  return admission.ok ? admission : refuse('store_failed', 'The spans could not be stored; send them again later.')
}

/** Every request is counted once, here or, when nothing of it could be read, where it ended. */
export function count(counts: TransportCounts, step: Step<Admission>): void {
  if (!step.ok) {
    counts.refusedRequests[step.refusal.reason]++
    return
  }
  counts.acceptedRequests++
  counts.acceptedSpans += step.value.acceptedSpans
  counts.rejectedSpans += step.value.rejectedSpans
}
