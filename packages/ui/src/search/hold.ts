import type { TraceSummary } from '@throughline/api'

export interface HeldList {
  readonly rows: readonly TraceSummary[]
  /** Traces that came since the list was held. */
  readonly waiting: number
}

/**
 * A list that does not jump under the pointer: while it is held, rows keep their places and only their own numbers
 * change; new ones are counted and wait.
 */
export function holdList(shown: readonly TraceSummary[], latest: readonly TraceSummary[], holding: boolean): HeldList {
  if (!holding || shown.length === 0) return { rows: latest, waiting: 0 }
  const latestById = new Map(latest.map(trace => [trace.traceId, trace]))
  const rows = shown.map(trace => latestById.get(trace.traceId) ?? trace)
  const shownIds = new Set(shown.map(trace => trace.traceId))
  return { rows, waiting: latest.filter(trace => !shownIds.has(trace.traceId)).length }
}
