import { lossReportMs } from '../limits.ts'
import type { ExporterSettings } from '../settings/settings.ts'
import { lossSentence } from './losses.ts'
import { MetricsPush } from './metrics-push.ts'
import { type StatsSum, statsSince } from './stats-sum.ts'

export interface HealthOptions {
  readonly stats: StatsSum
  readonly settings: ExporterSettings
  /** An encoded `Resource`. */
  readonly resource: () => Uint8Array
  readonly say: (sentence: string) => void
}

/**
 * Tells how the recorder fares: its numbers to the receiver of metrics, losses in the app's log. Nothing is said at the end of a process, where time belongs to the spans.
 */
export function watchHealth({ stats, settings, resource, say }: HealthOptions): void {
  let reported = stats.read()
  setInterval(() => {
    const now = stats.read()
    const sentence = lossSentence(statsSince(reported, now))
    if (sentence !== undefined) say(sentence)
    reported = now
  }, lossReportMs)
  const { metrics: endpoint, metricIntervalMs, traces } = settings
  if (endpoint === undefined) return
  const metrics = new MetricsPush({ endpoint, tracesProtocol: traces.protocol, resource })
  setInterval(() => void metrics.push(stats.read()), metricIntervalMs)
}
