import { writeSync } from 'node:fs'
import { nowUnixNano } from '@throughline/otlp'
import { noteInternalError } from '../guard.ts'
import { say } from '../say.ts'
import type { MetricsSettings } from '../settings/settings.ts'
import { Differences } from './differences.ts'
import { MetricsPush } from './metrics-push.ts'
import type { Readings } from './model.ts'
import { servePrometheus } from './prometheus-server.ts'
import { ReadingsInbox, type ThreadReadings } from './readings-inbox.ts'

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
  const ownPushed = otlp?.temporality === 'delta' ? asIntervals(ownReadings) : ownReadings
  const send = async (told: readonly ThreadReadings[]): Promise<void> => {
    await push?.push([...told.map(({ readings }) => readings), ...ownPushed()])
  }
  const withOwn = (told: readonly ThreadReadings[]): readonly ThreadReadings[] => [
    ...told,
    ...ownReadings().map(readings => ({ threadId: mainThreadId, readings })),
  ]
  const print = async (told: readonly ThreadReadings[]): Promise<void> => {
    const { metricsRequestJson } = await import('./request-json.ts')
    writeSync(1, `${metricsRequestJson(withOwn(told).map(({ readings }) => readings))}\n`)
  }

  if (prometheus !== undefined) {
    const read = async () =>
      (await import('./prometheus-text.ts')).prometheusText(withOwn(await inbox.gather('pulled')))
    servePrometheus(prometheus, read, say)
  }
  // One after the other: a receiver that is slow is not asked again before it has answered.
  everyInterval(intervalMs, async () => {
    if (push?.isUnwanted === false) await send(await inbox.gather('pushed'))
    if (isConsole) await print(await inbox.gather('pulled'))
  })
  return {
    async flush() {
      const [pushed, pulled] = [inbox.take('pushed'), inbox.take('pulled')]
      if (isConsole && pulled.length > 0) await print(pulled)
      if (pushed.length > 0) await send(pushed)
    },
  }
}

function everyInterval(intervalMs: number, work: () => Promise<void>): void {
  let isBusy = false
  setInterval(async () => {
    if (isBusy) return
    isBusy = true
    try {
      await work()
    } catch (error) {
      noteInternalError(error)
    }
    isBusy = false
  }, intervalMs)
}

/** What the exporter counts since the start, as what came since the readings before. */
function asIntervals(read: () => readonly Readings[]): () => readonly Readings[] {
  const differences = new Differences(nowUnixNano())
  return () =>
    read().map(({ resource, scopes }) => ({
      resource,
      scopes: scopes.map(scope => ({ ...scope, metrics: differences.of(scope.metrics, scope.unixNano) })),
    }))
}
