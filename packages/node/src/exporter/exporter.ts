import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { noteInternalError } from '../guard.ts'
import { exitDrainMs, exporterHeapMb, flushTimeoutMs, maxExporterRestarts } from '../limits.ts'
import { drain, flush } from '../recorder/flush.ts'
import type { RecorderMemory } from '../recorder/memory.ts'
import { openRing } from '../recorder/ring-layout.ts'
import { say } from '../say.ts'
import type { ExporterSettings } from '../settings/settings.ts'
import { sourceFlags } from '../source-flags.ts'
import { type ExporterWorkerData, PING, PING_WANTED } from './messages.ts'
import { ThreadOffers } from './thread-offers.ts'

/** What a thread of the app has of the exporter, whoever runs it. */
export interface Exporter {
  /** Makes it ready for what will be recorded; may be called again. */
  start(): void
  /** Whether `worker` is the exporter's and not the app's. */
  owns(worker: Worker): boolean
  /** Resolves when all that was recorded before is sent or refused; at the latest when the receiver proves to be away. */
  flush(): Promise<void>
  /** Waits, without the event loop, until what there is has been sent: the process ends. May be called again. */
  drain(): void
  /** After a flush. */
  stop(): Promise<void>
}

/** The exporter as a thread of this process. */
export class ThreadExporter implements Exporter {
  readonly #memory: RecorderMemory
  readonly #settings: ExporterSettings
  readonly #control: Int32Array
  readonly #offers = new ThreadOffers()
  #worker: Worker | undefined
  #isStopped = false
  #restartCount = 0
  #exitDeadlineMs: number | undefined

  constructor(memory: RecorderMemory, settings: ExporterSettings) {
    this.#memory = memory
    this.#settings = settings
    this.#control = openRing(memory.ring).control
  }

  start(): void {
    if (this.#worker !== undefined || this.#isStopped) return
    const worker = new Worker(new URL(`./thread${extname(import.meta.url)}`, import.meta.url), this.#workerOptions())
    this.#worker = worker
    worker.on('message', message => {
      if (message === PING_WANTED) worker.postMessage(PING)
    })
    worker.on('error', error => this.#onFailure(error))
    worker.on('exit', () => this.#onExit())
    worker.unref()
  }

  owns(worker: Worker): boolean {
    return worker === this.#worker
  }

  async flush(): Promise<void> {
    if (this.#worker !== undefined) await flush(this.#control, flushTimeoutMs)
  }

  drain(): void {
    if (this.#worker === undefined) return
    // One allowance for all: the app's own handlers for its exit may make spans, each of which is drained.
    this.#exitDeadlineMs ??= performance.now() + exitDrainMs
    drain(this.#control, this.#exitDeadlineMs, () => this.#offers.catchUp())
  }

  async stop(): Promise<void> {
    await this.flush()
    this.#isStopped = true
    this.#offers.close()
    await this.#worker?.terminate()
  }

  #workerOptions() {
    const workerData: ExporterWorkerData = {
      throughlineExporter: true,
      memory: this.#memory,
      settings: this.#settings,
    }
    const { NODE_OPTIONS: _appOptions, ...env } = process.env
    return {
      name: 'throughline-exporter',
      workerData,
      // Neither flags nor NODE_OPTIONS of the app: `--import @throughline/node/register` would trace the exporter.
      execArgv: import.meta.url.endsWith('.ts') ? [...sourceFlags] : [],
      env,
      resourceLimits: { maxOldGenerationSizeMb: exporterHeapMb },
    }
  }

  #onFailure(error: unknown): void {
    noteInternalError(error)
    const reason = error instanceof Error ? error.message : String(error)
    const isLast = this.#restartCount === maxExporterRestarts
    say(`the exporter thread failed (${reason}); ${isLast ? 'spans are not sent any more' : 'starting it again'}`)
  }

  /** A new thread goes on where the last one had its last success; see `READ` in `ring-layout.ts`. */
  #onExit(): void {
    this.#worker = undefined
    this.#offers.exporterIsGone()
    if (this.#isStopped || this.#restartCount === maxExporterRestarts) return
    this.#restartCount++
    this.start()
  }
}
