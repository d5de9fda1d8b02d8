/** The exporter thread: nothing here runs on the app's thread, and nothing waits for the app's event loop. */
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads'
import { OwnHealth } from '../health/own-health.ts'
import { watchHealth } from '../health/watch-health.ts'
import { hangCheckMs } from '../limits.ts'
import { exportMetrics } from '../metrics/metrics-export.ts'
import { CatalogReader } from '../recorder/catalog.ts'
import { EXITING, FAILS, openRing, STARTED } from '../recorder/ring-layout.ts'
import { say } from '../say.ts'
import type { LogExporterSettings } from '../settings/settings.ts'
import { Complaints } from './complaints.ts'
import { HangWatch } from './hang-watch.ts'
import { type LaneOptions, openLane, type SignalOptions } from './lane.ts'
import { type ExporterWorkerData, PING_WANTED, threadChannel } from './messages.ts'
import { nowhere, openOtlpClient } from './otlp-client.ts'
import { ThreadLanes } from './thread-lanes.ts'

const { memory, settings, isExporting, mayBePaused, mainThreadId } = workerData as ExporterWorkerData
const complaints = new Complaints(settings.traces.url, say)
const catalogs = [memory, memory.logs].flatMap(each =>
  each === undefined ? [] : new CatalogReader(openRing(each.ring).control, each.catalog),
)
// Written with the first span or log record, whichever that is.
const resource = () => catalogs.map(catalog => catalog.entry(0)).find(({ length }) => length > 0) ?? new Uint8Array(0)
const protocols = {
  traces: isExporting ? settings.traces.protocol : undefined,
  logs: settings.logs?.endpoint.protocol,
}
const health = new OwnHealth({ protocols, resource })
const laneOptions: LaneOptions = {
  health: health.spans,
  client: isExporting ? await openOtlpClient(settings.traces) : nowhere,
  scheduleDelayMs: settings.scheduleDelayMs,
  onOutcome: complaints.note.bind(complaints),
  logs: settings.logs === undefined ? undefined : await logOptions(settings.logs),
}

const mainLane = openLane(memory, laneOptions)
const threadLanes = new ThreadLanes(new BroadcastChannel(threadChannel), offered => openLane(offered, laneOptions))
const hangWatch = new HangWatch(
  {
    isAnythingOpen: () => mainLane.openSpans.hasOpenSince((Date.now() - hangCheckMs) / 1000),
    askForPing: () => parentPort?.postMessage(PING_WANTED),
    onHang: () => mainLane.tellUnfinished(),
  },
  mayBePaused,
  performance.now(),
)

const tellLastLosses = watchHealth({
  spans: isExporting ? health.spans.stats : undefined,
  logs: health.logs,
  say,
  isRestarted: Atomics.load(mainLane.control, STARTED) !== 0,
})
const metrics = exportMetrics({ settings: settings.metrics, mainThreadId, ownReadings: () => health.read() })

// Also what keeps the thread alive: waiting on shared memory does not.
parentPort?.on('message', (answer: boolean) => hangWatch.pinged(answer))
setInterval(() => hangWatch.check(performance.now()), hangCheckMs)
void mainLane.logs?.loop.run(async () => {})
await mainLane.loop.run(async () => {
  const end = Atomics.load(mainLane.control, EXITING)
  await Promise.all([threadLanes.flush(end === FAILS), metrics.flush()])
  if (end !== 0) tellLastLosses()
})

async function logOptions({ endpoint, scheduleDelayMs }: LogExporterSettings): Promise<SignalOptions> {
  const told = new Complaints(endpoint.url, say, 'log records')
  const client = await openOtlpClient(endpoint, 'logs')
  return { health: health.logs, client, scheduleDelayMs, onOutcome: told.note.bind(told) }
}
