import type { SpanBatch } from '@throughline/otlp'
import type { TraceFacts } from './trace-facts.ts'

/** Asked of each span as it arrives. */
export type SpanTest = (batch: SpanBatch, span: number) => boolean

/** What a policy, or one within another, looks for in a trace. */
export interface Condition {
  /** What has to be known of its spans. Afterwards only the answers are there, in `TraceFacts.passed`. */
  readonly spanTests: readonly SpanTest[]
  /** Whether the trace should be kept. A rate that says yes has spent what the trace takes of it. */
  holds(trace: TraceFacts, nowMs: number): boolean
}

export interface Policy extends Condition {
  readonly name: string
  /** Whether what it looks for is dropped, whatever the others say. */
  readonly isDrop: boolean
}

export interface Verdict {
  readonly isKept: boolean
  /** The first policy that decided; none where no policy was for the trace. */
  readonly policy: Policy | undefined
}

/**
 * As the Collector decides: drop policies come first; of the others all are asked, also when one has said yes, so that a
 * rate is spent by every trace that it would have kept.
 */
export function decideTrace(policies: readonly Policy[], trace: TraceFacts, nowMs: number): Verdict {
  const dropping = policies.find(policy => policy.isDrop && policy.holds(trace, nowMs))
  if (dropping !== undefined) return { isKept: false, policy: dropping }
  const [keeping] = policies.filter(policy => !policy.isDrop && policy.holds(trace, nowMs))
  return { isKept: keeping !== undefined, policy: keeping }
}
