/** The exporter thread: nothing here runs on the app's thread, and nothing waits for the app's event loop. */
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads'
import { StatsSum } from '../health/stats-sum.ts'
import { watchHealth } from '../health/watch-health.ts'
import { hangCheckMs } from '../limits.ts'
import { CatalogReader } from '../recorder/catalog.ts'
import { EXITING, FAILS } from '../recorder/ring-layout.ts'
import { say } from '../say.ts'
import { Complaints } from './complaints.ts'
import { HangWatch } from './hang-watch.ts'
import { openLane } from './lane.ts'
import { type ExporterWorkerData, PING_WANTED, threadChannel } from './messages.ts'
import { openOtlpClient } from './otlp-client.ts'
import { ThreadLanes } from './thread-lanes.ts'

const { memory, settings, mayBePaused } = workerData as ExporterWorkerData
const complaints = new Complaints(settings.traces.url, say)
const stats = new StatsSum()
const laneOptions = {
  stats,
  client: await openOtlpClient(settings.traces),
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

const catalog = new CatalogReader(mainLane.control, memory.catalog)
watchHealth({ stats, settings, resource: () => catalog.entry(0), say })

// Also what keeps the thread alive: waiting on shared memory does not.
parentPort?.on('message', (answer: boolean) => hangWatch.pinged(answer))
setInterval(() => hangWatch.check(performance.now()), hangCheckMs)
await mainLane.loop.run(() => threadLanes.flush(Atomics.load(mainLane.control, EXITING) === FAILS))
