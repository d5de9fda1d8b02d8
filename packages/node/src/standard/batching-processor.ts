import { noteInternalError } from '../guard.ts'
import { exporterTimeoutMs, maxExportSpans, maxQueuedSpans } from '../limits.ts'
import { say } from '../say.ts'
import { suppress } from '../trace/context.ts'
import { activeContext, runInContext } from '../trace/context-manager.ts'
import { SAMPLED } from '../trace/flags.ts'
import type { ReadableSpan, SpanExporter, SpanProcessor } from './types.ts'

/**
 * Hands ended spans to a standard exporter, many at a time and one request after the other, as the SDK's
 * `BatchSpanProcessor` does. What does not fit into its queue is dropped, and told.
 */
export class BatchingProcessor implements SpanProcessor {
  readonly #exporter: SpanExporter
  readonly #delayMs: number
  #queue: ReadableSpan[] = []
  #running: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isShutDown = false
  readonly #said = new Set<string>()

  constructor(exporter: SpanExporter, delayMs: number) {
    this.#exporter = exporter
    this.#delayMs = delayMs
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (this.#isShutDown || (span.spanContext().traceFlags & SAMPLED) === 0) return
    if (this.#queue.length >= maxQueuedSpans) {
      this.#sayOnce('does not keep up; spans that it has no room for are dropped')
      return
    }
    this.#queue.push(span)
    if (this.#queue.length >= maxExportSpans) this.#exportSome()
    else this.#timer ??= setTimeout(() => this.#exportSome(), this.#delayMs).unref()
  }

  async forceFlush(): Promise<void> {
    // Without an await before the first request: at `exit` this much still happens.
    while (this.#queue.length > 0 || this.#running !== undefined) await this.#exportSome()
    await this.#exporter.forceFlush?.()
  }

  async shutdown(): Promise<void> {
    this.#isShutDown = true
    await this.forceFlush()
    await this.#exporter.shutdown()
  }

  #exportSome(): Promise<void> {
    this.#running ??= this.#exportBatch(this.#queue.splice(0, maxExportSpans))
    return this.#running
  }

  async #exportBatch(spans: ReadableSpan[]): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      await this.#export(spans)
    } catch (error) {
      noteInternalError(error)
      this.#sayOnce(`failed (${error instanceof Error ? error.message : String(error)}); spans are dropped`)
    }
    this.#running = undefined
    if (this.#queue.length >= maxExportSpans) this.#exportSome()
    else if (this.#queue.length > 0) this.#timer ??= setTimeout(() => this.#exportSome(), this.#delayMs).unref()
  }

  /** An exporter that never calls back would else hold up all others. */
  #export(spans: ReadableSpan[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new Error(`no answer within ${exporterTimeoutMs} ms`))
      const late = setTimeout(giveUp, exporterTimeoutMs).unref()
      const onResult = ({ code, error }: { code: number; error?: Error }) => {
        clearTimeout(late)
        if (code === 0) resolve()
        else reject(error ?? new Error(`code ${code}`))
      }
      runInContext(suppress(activeContext()), () => this.#exporter.export(spans, onResult))
    })
  }

  #sayOnce(trouble: string): void {
    if (this.#said.has(trouble)) return
    this.#said.add(trouble)
    say(`traceExporter ${trouble}`)
  }
}
