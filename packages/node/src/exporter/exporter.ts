import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ProtoWriter } from '@throughline/otlp'
import { noteInternalError } from '../guard.ts'
import { exitDrainMs, exporterHeapMb, flushTimeoutMs } from '../limits.ts'
import { DRAIN, DRAINED, openRing, type RingHandle, signal } from '../recorder/ring-layout.ts'
import type { ExporterSettings } from '../settings/settings.ts'
import { sourceFlags } from '../source-flags.ts'
import type { ScopeDefinition } from '../trace/provider.ts'
import type { ExporterCommand, ExporterWorkerData, FlushDone } from './messages.ts'

/** The app's end of the exporter thread, which starts when the first span is recorded. */
export class Exporter {
  readonly #ring: RingHandle
  readonly #resource: Uint8Array
  readonly #settings: ExporterSettings
  readonly #scopes: ExporterCommand[] = []
  readonly #flushes = new Map<number, () => void>()
  #worker: Worker | undefined
  #flushCount = 0

  constructor(ring: RingHandle, resource: Uint8Array, settings: ExporterSettings) {
    this.#ring = ring
    this.#resource = resource
    this.#settings = settings
  }

  announce(scope: ScopeDefinition): void {
    const { index, schemaUrl } = scope
    const command: ExporterCommand = { kind: 'scope', index, message: encodeScope(scope), schemaUrl }
    this.#scopes.push(command)
    this.#worker?.postMessage(command)
  }

  startThread(): void {
    const worker = new Worker(new URL(`./thread${extname(import.meta.url)}`, import.meta.url), this.#workerOptions())
    this.#worker = worker
    for (const scope of this.#scopes) worker.postMessage(scope)
    worker.on('message', (done: FlushDone) => this.#finishFlush(done.id))
    worker.on('error', noteInternalError)
    worker.on('exit', () => this.#onThreadGone())
    worker.unref()
  }

  /** Resolves when all that was recorded before is sent or refused; at the latest when the receiver proves to be away. */
  flush(): Promise<void> {
    const worker = this.#worker
    if (worker === undefined) return Promise.resolve()
    const id = ++this.#flushCount
    return new Promise(resolve => {
      const timer = setTimeout(() => this.#finishFlush(id), flushTimeoutMs)
      this.#flushes.set(id, () => {
        clearTimeout(timer)
        resolve()
      })
      // Somebody awaits this, perhaps as the last thing the app does: the thread must hold the process meanwhile.
      worker.ref()
      worker.postMessage({ kind: 'flush', id } satisfies ExporterCommand)
    })
  }

  /** Waits, without the event loop, until the thread has sent what there is: for `process.exit()`. */
  drain(): void {
    if (this.#worker === undefined) return
    const { control } = openRing(this.#ring)
    Atomics.store(control, DRAIN, 1)
    signal(control)
    Atomics.wait(control, DRAINED, 0, exitDrainMs)
  }

  async stop(): Promise<void> {
    await this.flush()
    await this.#worker?.terminate()
  }

  #workerOptions() {
    const workerData: ExporterWorkerData = {
      throughlineExporter: true,
      ring: this.#ring,
      resource: this.#resource,
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

  #finishFlush(id: number): void {
    this.#flushes.get(id)?.()
    this.#flushes.delete(id)
    if (this.#flushes.size === 0) this.#worker?.unref()
  }

  #onThreadGone(): void {
    this.#worker = undefined
    for (const resolve of this.#flushes.values()) resolve()
    this.#flushes.clear()
  }
}

function encodeScope(scope: ScopeDefinition): Uint8Array {
  const proto = ProtoWriter.growing()
  if (scope.name !== '') proto.string(1, scope.name)
  if (scope.version !== '') proto.string(2, scope.version)
  return proto.written().slice()
}
