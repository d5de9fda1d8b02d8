import type { Condition } from './policy.ts'

export interface Share {
  readonly condition: Condition
  readonly spansPerSecond: number
}

/**
 * The first condition that holds decides; whether its share of the second has room for the trace is the answer. A trace
 * that finds none leaves the room to smaller ones.
 */
export function composite(shares: readonly Share[]): Condition {
  const keptSpans = new Map<Share, number>()
  let second = Number.NaN
  return {
    spanTests: shares.flatMap(({ condition }) => condition.spanTests),
    holds(trace, nowMs) {
      if (second !== Math.floor(nowMs / 1000)) keptSpans.clear()
      second = Math.floor(nowMs / 1000)
      const share = shares.find(({ condition }) => condition.holds(trace, nowMs))
      if (share === undefined) return false
      const spans = (keptSpans.get(share) ?? 0) + trace.spanCount
      if (spans > share.spansPerSecond) return false
      keptSpans.set(share, spans)
      return true
    },
  }
}
