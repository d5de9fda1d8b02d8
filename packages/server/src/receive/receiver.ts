import type { Admission } from '../pipeline/admit.ts'
import type { Signal } from '../pipeline/payload.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { TransportCounts } from './counts.ts'
import { refuse, type Step } from './refusal.ts'
import type { Rules } from './rules.ts'

/** What a receiver of either transport works with. */
export interface Receiver {
  readonly pipeline: Pipeline
  readonly counts: TransportCounts
  readonly budget: ByteBudget
  readonly tell: (sentence: string) => void
  /** Those of now; a request is done by what it asked first. */
  rules(): Rules
}

/** A request that the pipeline took. */
export interface Accepted {
  readonly signal: Signal
  readonly admission: Admission
}

/** What both transports do with a request once it is there in protobuf. */
export async function accept(signal: Signal, bytes: Uint8Array, { pipeline }: Receiver): Promise<Step<Accepted>> {
  const step = await pipeline.accept(signal, bytes)
  return step.ok ? { ok: true, value: { signal, admission: step.value } } : step
}

/**
 * Ends the receiving of a request: it is counted once, and a mistake of ours costs this request and no other. `signal` is what
 * its path names.
 */
export async function conclude(
  received: Promise<Step<Accepted>>,
  signal: Signal | undefined,
  receiver: Receiver,
): Promise<Step<Accepted>> {
  const { counts, tell } = receiver
  const step = await received.catch((error: unknown) => {
    tell(`A request failed by a mistake in the server: ${error instanceof Error ? error.stack : String(error)}`)
    return refuse('internal', 'The server failed; its log says why.')
  })
  if (step.ok) countAccepted(counts, step.value)
  else counts.refusedRequests[step.refusal.reason][signal ?? 'unknown']++
  return step
}

function countAccepted(counts: TransportCounts, { signal, admission }: Accepted): void {
  counts.acceptedRequests[signal]++
  counts.acceptedItems[signal] += admission.accepted
  counts.rejectedItems[signal] += admission.rejected
}
