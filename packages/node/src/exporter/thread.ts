/** The exporter thread: nothing here runs on the app's thread, and nothing waits for the app's event loop. */
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads'
import { OwnHealth } from '../health/own-health.ts'
import { watchHealth } from '../health/watch-health.ts'
import { hangCheckMs } from '../limits.ts'
import { exportMetrics } from '../metrics/metrics-export.ts'
import { CatalogReader } from '../recorder/catalog.ts'
import { EXITING, FAILS, openRing } from '../recorder/ring-layout.ts'
import { say } from '../say.ts'
import { Complaints } from './complaints.ts'
import { HangWatch } from './hang-watch.ts'
import { openLane } from './lane.ts'
import { type ExporterWorkerData, PING_WANTED, threadChannel } from './messages.ts'
import { nowhere, openOtlpClient } from './otlp-client.ts'
import { ThreadLanes } from './thread-lanes.ts'

const { memory, settings, isExporting, mayBePaused, mainThreadId } = workerData as ExporterWorkerData
const complaints = new Complaints(settings.traces.url, say)
const catalog = new CatalogReader(openRing(memory.ring).control, memory.catalog)
const health = new OwnHealth(settings.traces.protocol, () => catalog.entry(0))
const laneOptions = {
  health,
  client: isExporting ? await openOtlpClient(settings.traces) : nowhere,
  scheduleDelayMs: settings.scheduleDelayMs,
  onOutcome: complaints.note.bind(complaints),
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

watchHealth({ stats: health.stats, say })
const metrics = exportMetrics({
  settings: settings.metrics,
  mainThreadId,
  ownReadings: () => (isExporting ? health.read() : []),
})

// Also what keeps the thread alive: waiting on shared memory does not.
parentPort?.on('message', (answer: boolean) => hangWatch.pinged(answer))
setInterval(() => hangWatch.check(performance.now()), hangCheckMs)
await mainLane.loop.run(async () => {
  const hasFailed = Atomics.load(mainLane.control, EXITING) === FAILS
  await Promise.all([threadLanes.flush(hasFailed), metrics.flush()])
})
