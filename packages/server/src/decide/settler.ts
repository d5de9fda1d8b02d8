import { setTimeout as pause } from 'node:timers/promises'
import type { TailSamplerLimits } from '../limits.ts'
import type { Output } from '../pipeline/payload.ts'
import { handOver } from './hand-over.ts'
import type { PendingLog } from './log/pending-log.ts'
import { decideTrace, type Policy } from './policies/policy.ts'
import type { RememberedDecisions } from './remembered-decisions.ts'
import type { DecisionCounts } from './stats.ts'
import type { WaitingTrace } from './waiting-traces.ts'

/** Sees traces through to their end: decided, handed over if they are kept, noted as settled, let go. */
export interface Settler {
  /** One call at a time. When it is stopped meanwhile, the rest of the traces stays for the next start. */
  settle(traces: readonly WaitingTrace[]): Promise<void>
  stop(): void
  /** Of traces that are decided, but not yet let go. */
  readonly pending: { readonly traces: number; readonly spans: number }
}

export interface SettlerOptions {
  readonly policies: readonly Policy[]
  readonly remembered: RememberedDecisions
  readonly log: PendingLog
  readonly output: Output
  readonly limits: TailSamplerLimits
  readonly counts: DecisionCounts
  readonly tell: (sentence: string) => void
  readonly nowMs: () => number
}

interface Decision {
  readonly trace: WaitingTrace
  readonly isKept: boolean
}

export function createSettler(options: SettlerOptions): Settler {
  const { policies, remembered, log, output, limits, counts, tell, nowMs } = options
  const pending = { traces: 0, spans: 0 }
  const stopping = new AbortController()
  let isFailing = false

  function decide(trace: WaitingTrace): Decision {
    pending.traces++
    pending.spans += trace.facts.spanCount
    if (trace.earlierDecision !== undefined) return { trace, isKept: trace.earlierDecision }
    const { isKept, policy } = decideTrace(policies, trace.facts, nowMs())
    remembered.add(trace.facts.traceId, isKept)
    if (policy !== undefined) counts.tracesByPolicy[policy.name] = (counts.tracesByPolicy[policy.name] ?? 0) + 1
    return { trace, isKept }
  }

  /** Without end while the output refuses: the spans are safe where they are. False when stopped meanwhile. */
  async function handOverAtLast(kept: readonly WaitingTrace[]): Promise<boolean> {
    while (!stopping.signal.aborted) {
      try {
        await handOver(kept, log, output)
        if (isFailing) tell('Kept traces are handed over again.')
        isFailing = false
        return true
      } catch (error) {
        counts.failedHandOvers++
        const why = error instanceof Error ? error.message : String(error)
        if (!isFailing) tell(`Kept traces cannot be handed over (${why}); they stay on disk meanwhile.`)
        isFailing = true
        await pause(limits.retryMs, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
    return false
  }

  /**
   * A full disk does not take the note that these traces are settled. They go all the same, for that is what makes room:
   * only a crash soon after would have some of them decided again.
   */
  async function letGo(group: readonly Decision[]): Promise<void> {
    const lastNumbers = group.map(({ trace }) => trace.parts.at(-1)?.number ?? 0)
    const traces = group.map(({ trace, isKept }) => ({ traceId: trace.facts.traceId, isKept }))
    const note = { kind: 'settled', endNumber: Math.max(...lastNumbers) + 1, traces } as const
    const place = await log.append(note).catch(() => undefined)
    group.forEach(count)
    for (const { trace } of group) trace.parts.forEach(log.release)
    if (place !== undefined) log.release(place)
  }

  function count({ trace: { facts, earlierDecision }, isKept }: Decision): void {
    pending.traces--
    pending.spans -= facts.spanCount
    counts[isKept ? 'keptSpans' : 'droppedSpans'] += facts.spanCount
    if (earlierDecision === undefined) counts[isKept ? 'keptTraces' : 'droppedTraces']++
    else counts[isKept ? 'lateKeptSpans' : 'lateDroppedSpans'] += facts.spanCount
  }

  return {
    pending,
    async settle(traces) {
      const decisions = traces.map(decide)
      for (const group of groupsOf(decisions, limits)) {
        const kept = group.flatMap(({ trace, isKept }) => (isKept ? [trace] : []))
        if (kept.length > 0 && !(await handOverAtLast(kept))) return
        await letGo(group)
      }
    },
    stop: () => stopping.abort(),
  }
}

/** Groups whose kept spans fit into one payload; a trace stays whole, however large it is. */
function* groupsOf(
  decisions: readonly Decision[],
  { handOverBytes, handOverTraces }: TailSamplerLimits,
): Generator<readonly Decision[]> {
  let group: Decision[] = []
  let bytes = 0
  for (const decision of decisions) {
    const keptBytes = decision.isKept ? decision.trace.facts.byteCount : 0
    if (group.length > 0 && (bytes + keptBytes > handOverBytes || group.length === handOverTraces)) {
      yield group
      group = []
      bytes = 0
    }
    group.push(decision)
    bytes += keptBytes
  }
  if (group.length > 0) yield group
}
