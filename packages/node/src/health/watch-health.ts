import { lossReportMs } from '../limits.ts'
import { lossSentence } from './losses.ts'
import { type StatsSum, statsSince } from './stats-sum.ts'

export interface HealthOptions {
  readonly stats: StatsSum
  readonly say: (sentence: string) => void
}

/** Tells of losses in the app's log. Nothing is said at the end of a process, where time belongs to the spans. */
export function watchHealth({ stats, say }: HealthOptions): void {
  let reported = stats.read()
  setInterval(() => {
    const now = stats.read()
    const sentence = lossSentence(statsSince(reported, now))
    if (sentence !== undefined) say(sentence)
    reported = now
  }, lossReportMs)
}
