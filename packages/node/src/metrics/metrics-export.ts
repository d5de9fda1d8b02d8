import { writeSync } from 'node:fs'
import { say } from '../say.ts'
import type { MetricsSettings } from '../settings/settings.ts'
import { MetricsPush } from './metrics-push.ts'
import type { Readings } from './model.ts'
import { servePrometheus } from './prometheus-server.ts'
import { prometheusText } from './prometheus-text.ts'
import { ReadingsInbox } from './readings-inbox.ts'
import { metricsRequestJson } from './request-json.ts'

export interface MetricsExportOptions {
  readonly settings: MetricsSettings
  readonly mainThreadId: number
  /** What the exporter has to tell of itself, which may be nothing. */
  readonly ownReadings: () => readonly Readings[]
}

/** The ways of readings out of the process. */
export interface MetricsExport {
  /** Sends what was told unasked, because threads end; and nothing where nothing was. */
  flush(): Promise<void>
}

/** To be run by the exporter's thread. */
export function exportMetrics({ settings, mainThreadId, ownReadings }: MetricsExportOptions): MetricsExport {
  const inbox = new ReadingsInbox(mainThreadId)
  const { otlp, prometheus, isConsole, intervalMs } = settings
  const push = otlp && new MetricsPush({ endpoint: otlp.endpoint, isDelta: otlp.temporality !== 'cumulative' })
  const send = async (told: readonly { readonly readings: Readings }[]): Promise<void> => {
    await push?.push([...told.map(({ readings }) => readings), ...ownReadings()])
  }
  const print = async (): Promise<void> => {
    const told = await inbox.gather('pulled')
    writeSync(1, `${metricsRequestJson(told.map(({ readings }) => readings))}\n`)
  }
  if (prometheus !== undefined)
    servePrometheus(prometheus, async () => prometheusText(await inbox.gather('pulled')), say)
  setInterval(async () => {
    if (push?.isUnwanted === false) await send(await inbox.gather('pushed'))
    if (isConsole) await print()
  }, intervalMs)
  return {
    async flush() {
      const last = inbox.take('pushed')
      if (last.length > 0) await send(last)
    },
  }
}
