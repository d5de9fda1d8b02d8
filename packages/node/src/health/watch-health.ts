import { lossReportMs } from '../limits.ts'
import type { ExportStats } from '../recorder/stats.ts'
import { lossSentence } from './losses.ts'
import { noStats, type StatsSum, statsSince } from './stats-sum.ts'

export interface HealthOptions {
  /** Undefined where spans are not sent. */
  readonly spans: StatsSum | undefined
  readonly logs: StatsSum
  readonly say: (sentence: string) => void
  /** Whether a thread before this one has told of what was lost until now. */
  readonly isRestarted: boolean
}

/**
 * Tells of losses in the app's log. The function that is returned tells those of the minute that the process ends in: of
 * a script it is the only one. What a receiver refused, or was not there for, has been told by then, and traces beyond
 * the rate are no loss that a last word is due to.
 */
export function watchHealth({ spans, logs, say, isRestarted }: HealthOptions): () => void {
  const before = (stats: StatsSum) => (isRestarted ? stats.read() : noStats)
  const ofSpans = spans === undefined ? () => {} : watchLosses(spans, before(spans), 'span', say)
  const ofLogs = watchLosses(logs, before(logs), 'log record', say)
  return () => {
    ofSpans()
    ofLogs()
  }
}

function watchLosses(stats: StatsSum, before: ExportStats, thing: string, say: (sentence: string) => void): () => void {
  let reported = before
  const tell = (toldOtherwise: Partial<ExportStats> = {}): void => {
    const now = stats.read()
    const sentence = lossSentence({ ...statsSince(reported, now), ...toldOtherwise }, thing)
    if (sentence !== undefined) say(sentence)
    reported = now
  }
  setInterval(() => tell(), lossReportMs)
  return () => tell({ refused: 0, limited: 0 })
}
