import { lossReportMs } from '../limits.ts'
import { lossSentence } from './losses.ts'
import { type StatsSum, statsSince } from './stats-sum.ts'

export interface HealthOptions {
  /** Undefined where spans are not sent. */
  readonly spans: StatsSum | undefined
  readonly logs: StatsSum
  readonly say: (sentence: string) => void
}

/** Tells of losses in the app's log. Nothing is said at the end of a process, where time belongs to what is sent. */
export function watchHealth({ spans, logs, say }: HealthOptions): void {
  if (spans !== undefined) watchLosses(spans, 'span', say)
  watchLosses(logs, 'log record', say)
}

function watchLosses(stats: StatsSum, thing: string, say: (sentence: string) => void): void {
  let reported = stats.read()
  setInterval(() => {
    const now = stats.read()
    const sentence = lossSentence(statsSince(reported, now), thing)
    if (sentence !== undefined) say(sentence)
    reported = now
  }, lossReportMs)
}
