import { type ExportStats, readStats } from '../recorder/stats.ts'

export const noStats: ExportStats = {
  recorded: 0,
  sent: 0,
  lapped: 0,
  refused: 0,
  tooLarge: 0,
  kept: 0,
  limited: 0,
  forgotten: 0,
}

const names = Object.keys(noStats) as (keyof ExportStats)[]

/** Counters have 32 bits and begin anew after four billion; a difference is right across that. */
export function statsSince(before: ExportStats, now: ExportStats): ExportStats {
  const since = { ...noStats }
  for (const name of names) since[name] = (now[name] - before[name]) >>> 0
  return since
}

export const isAnyStat = (stats: ExportStats): boolean => names.some(name => stats[name] > 0)

/** What became of the spans of all threads, those that have ended included. */
export class StatsSum {
  readonly #sum = { ...noStats }
  /** By control words, what they said when they were last read. */
  readonly #seen = new Map<Int32Array, ExportStats>()

  watch(control: Int32Array): void {
    this.#seen.set(control, noStats)
  }

  /** Nothing more will be counted there. */
  unwatch(control: Int32Array): void {
    this.read()
    this.#seen.delete(control)
  }

  read(): ExportStats {
    for (const [control, seen] of this.#seen) {
      const now = readStats(control)
      const since = statsSince(seen, now)
      for (const name of names) this.#sum[name] += since[name]
      this.#seen.set(control, now)
    }
    return { ...this.#sum }
  }
}
