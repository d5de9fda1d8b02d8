/** What became of the spans that were taken. `takenSpans` = kept + dropped + pending, at every moment. */
export interface TailSamplerStats {
  /** Since the start, those that the last run left pending included. */
  readonly takenSpans: number
  readonly keptSpans: number
  readonly droppedSpans: number
  readonly pendingSpans: number
  /** Of the kept and the dropped ones: spans that came after the decision about their trace and went by it. */
  readonly lateKeptSpans: number
  readonly lateDroppedSpans: number
  readonly keptTraces: number
  readonly droppedTraces: number
  readonly pendingTraces: number
  /** Traces decided before their time, because too many waited. */
  readonly earlyTraces: number
  /** Kept or dropped traces by the name of the policy that decided it. Without one: none was for them. */
  readonly tracesByPolicy: Readonly<Record<string, number>>
  /** Bytes on disk that wait for a decision, or for others of their file. */
  readonly bufferedBytes: number
  /** Payloads that were not taken because the buffer was full. */
  readonly refusedPayloads: number
  /** Times that the output did not take what was kept. It is tried again. */
  readonly failedHandOvers: number
}

export type DecisionCounts = {
  -readonly [Name in keyof Omit<
    TailSamplerStats,
    'pendingSpans' | 'pendingTraces' | 'bufferedBytes' | 'tracesByPolicy'
  >]: number
} & { readonly tracesByPolicy: Record<string, number> }

export const createDecisionCounts = (policyNames: readonly string[]): DecisionCounts => ({
  takenSpans: 0,
  keptSpans: 0,
  droppedSpans: 0,
  lateKeptSpans: 0,
  lateDroppedSpans: 0,
  keptTraces: 0,
  droppedTraces: 0,
  earlyTraces: 0,
  tracesByPolicy: Object.fromEntries(policyNames.map(name => [name, 0])),
  refusedPayloads: 0,
  failedHandOvers: 0,
})
