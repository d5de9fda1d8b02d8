import { lossReportMs } from '../limits.ts'
import type { ExporterSettings } from '../settings/settings.ts'
import { lossSentence } from './losses.ts'
import { MetricsPush } from './metrics-push.ts'
import { type StatsSum, statsSince } from './stats-sum.ts'

export interface HealthOptions {
  readonly stats: StatsSum
  /** Of log records, where they are sent. */
  readonly logStats?: StatsSum | undefined
  readonly settings: ExporterSettings
  /** An encoded `Resource`. */
  readonly resource: () => Uint8Array
  readonly say: (sentence: string) => void
}

/**
 * Tells how the recorder fares: its numbers to the receiver of metrics, losses in the app's log. Nothing is said at the end of a process, where time belongs to the spans.
 */
export function watchHealth({ stats, logStats, settings, resource, say }: HealthOptions): void {
  watchLosses(stats, 'span', say)
  if (logStats !== undefined) watchLosses(logStats, 'log record', say)
  const { metrics: endpoint, metricIntervalMs, traces, logs } = settings
  if (endpoint === undefined) return
  const protocols = { traces: traces.protocol, logs: logs?.endpoint.protocol }
  const metrics = new MetricsPush({ endpoint, protocols, resource })
  setInterval(() => void metrics.push(stats.read(), logStats?.read()), metricIntervalMs)
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
