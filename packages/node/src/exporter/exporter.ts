import { extname } from 'node:path'
import { threadId, Worker } from 'node:worker_threads'
import { noteInternalError } from '../guard.ts'
import { unsentSentence } from '../health/losses.ts'
import {
  exitDrainMs,
  exporterHeapMb,
  exporterStartMs,
  exporterYoungHeapMb,
  flushTimeoutMs,
  maxExporterRestarts,
} from '../limits.ts'
import { announceEnd, awaitStart, drain, flush } from '../recorder/flush.ts'
import type { RecorderMemory } from '../recorder/memory.ts'
import { EXITS, FAILS, openRing } from '../recorder/ring-layout.ts'
import { readStats } from '../recorder/stats.ts'
import { isSilent, say } from '../say.ts'
import type { ExporterSettings } from '../settings/settings.ts'
import { sourceFlags } from '../source-flags.ts'
import { mayBePaused } from './debugger.ts'
import { type ExporterWorkerData, PING_WANTED } from './messages.ts'
import { ThreadOffers } from './thread-offers.ts'

/** What a thread of the app has of the exporter, whoever runs it. */
export interface Exporter {
  /** Called when it starts for the first time: from then on there may be something to lose. */
  onStart: (() => void) | undefined
  /** Makes it ready for what will be recorded; may be called again. */
  start(): void
  /** Whether `worker` is the exporter's and not the app's. */
  owns(worker: Worker): boolean
  /** Resolves when all that was recorded before is sent or refused; at the latest when the receiver proves to be away. */
  flush(): Promise<void>
  /**
   * Waits, without the event loop, until what there is has been sent: the process ends, and perhaps because it failed.
   * May be called again.
   *
   * @param tellLast is called once there is somebody to tell
   */
  drain(hasFailed: boolean, tellLast?: () => void): void
  /** After a flush. */
  stop(): Promise<void>
}

/** The exporter as a thread of this process. */
export class ThreadExporter implements Exporter {
  readonly #memory: RecorderMemory
  readonly #settings: ExporterSettings
  readonly #isExporting: boolean
  readonly #control: Int32Array
  /** That of log records, where they are sent. */
  readonly #logControl: Int32Array | undefined
  readonly #offers = new ThreadOffers()
  #worker: Worker | undefined
  #isStopped = false
  #restartCount = 0
  #exitDeadlineMs: number | undefined
  #hasToldUnsent = false
  onStart: (() => void) | undefined

  /** @param isExporting whether spans are sent; else only what is measured is */
  constructor(memory: RecorderMemory, settings: ExporterSettings, isExporting = true) {
    this.#isExporting = isExporting
    this.#memory = memory
    this.#settings = settings
    this.#control = openRing(memory.ring).control
    this.#logControl = memory.logs === undefined ? undefined : openRing(memory.logs.ring).control
  }

  start(): void {
    if (this.#worker !== undefined || this.#isStopped) return
    try {
      this.#startWorker()
      this.onStart?.()
      this.onStart = undefined
    } catch (error) {
      // Node's permission model may forbid threads.
      this.#giveUp(error)
    }
  }

  owns(worker: Worker): boolean {
    return worker === this.#worker
  }

  async flush(): Promise<void> {
    if (this.#worker === undefined) return
    const logs = this.#logControl
    const both = logs === undefined ? [this.#control] : [this.#control, logs]
    await Promise.all(both.map(control => flush(control, flushTimeoutMs)))
  }

  drain(hasFailed: boolean, tellLast = (): void => {}): void {
    if (this.#isStopped) return
    this.#offers.catchUp()
    // A thread of the app may have made spans while the event loop, which would have told, did not turn.
    if (!this.#offers.isEmpty) this.start()
    if (this.#worker === undefined) return
    // One allowance for all: the app's own handlers for its exit may make spans, each of which is drained.
    this.#exitDeadlineMs ??= this.#deadlineAfterStart()
    tellLast()
    const how = hasFailed ? FAILS : EXITS
    if (this.#logControl !== undefined) announceEnd(this.#logControl, how)
    drain(this.#control, how, this.#exitDeadlineMs, () => this.#offers.catchUp())
    if (this.#logControl !== undefined) drain(this.#logControl, how, this.#exitDeadlineMs, () => false)
    if (performance.now() >= this.#exitDeadlineMs) this.#tellUnsent()
  }

  /** The exporter's thread cannot: it is busy with them, and ends with the process. */
  #tellUnsent(): void {
    if (this.#hasToldUnsent) return
    this.#hasToldUnsent = true
    const logs = this.#logControl
    const sentences = [
      this.#isExporting ? unsentSentence(readStats(this.#control)) : undefined,
      logs === undefined ? undefined : unsentSentence(readStats(logs), 'log record'),
    ]
    for (const sentence of sentences) if (sentence !== undefined) say(sentence)
  }

  async stop(): Promise<void> {
    await this.flush()
    this.#isStopped = true
    this.#offers.close()
    await this.#worker?.terminate()
  }

  #deadlineAfterStart(): number {
    awaitStart(this.#control, exporterStartMs)
    return performance.now() + exitDrainMs
  }

  #startWorker(): void {
    const worker = new Worker(new URL(`./thread${extname(import.meta.url)}`, import.meta.url), this.#workerOptions())
    this.#worker = worker
    worker.on('message', message => {
      if (message === PING_WANTED) worker.postMessage(mayBePaused())
    })
    let reason: unknown = 'it ended'
    worker.on('error', error => {
      reason = error
    })
    worker.on('exit', () => this.#onExit(reason))
    worker.unref()
  }

  #workerOptions() {
    const workerData: ExporterWorkerData = {
      throughlineExporter: true,
      memory: this.#memory,
      settings: this.#settings,
      isExporting: this.#isExporting,
      mayBePaused: mayBePaused(),
      mainThreadId: threadId,
    }
    const { NODE_OPTIONS: _appOptions, ...env } = process.env
    return {
      name: 'throughline-exporter',
      workerData,
      // Neither flags nor NODE_OPTIONS of the app: `--import @throughline/node/register` would trace the exporter.
      execArgv: import.meta.url.endsWith('.ts') ? [...sourceFlags] : [],
      env: { ...env, OTEL_LOG_LEVEL: isSilent() ? 'none' : 'info' },
      resourceLimits: { maxOldGenerationSizeMb: exporterHeapMb, maxYoungGenerationSizeMb: exporterYoungHeapMb },
    }
  }

  /** A new thread goes on where the last one had its last success; see `READ` in `ring-layout.ts`. */
  #onExit(reason: unknown): void {
    this.#worker = undefined
    if (this.#isStopped) return
    if (this.#restartCount < maxExporterRestarts) this.#restart(reason)
    else this.#giveUp(reason)
  }

  #restart(reason: unknown): void {
    this.#restartCount++
    noteInternalError(reason)
    say(`the exporter thread failed (${textOfError(reason)}); starting it again`)
    this.start()
  }

  #giveUp(reason: unknown): void {
    this.#isStopped = true
    this.#offers.close()
    noteInternalError(reason)
    say(`the exporter thread failed (${textOfError(reason)}); spans are not sent any more`)
  }
}

const textOfError = (error: unknown): string => (error instanceof Error ? error.message : String(error))
