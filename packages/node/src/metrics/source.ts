import { isMainThread } from 'node:worker_threads'
import { Differences } from './differences.ts'
import { EventLoop } from './event-loop.ts'
import { Gc } from './gc.ts'
import { heapMetrics } from './heap.ts'
import type { Metric } from './model.ts'
import { ProcessMetrics } from './process-metrics.ts'
import { SpanMetrics } from './span-metrics.ts'
import { SystemMetrics } from './system-metrics.ts'
import type { View } from './views.ts'

/** All that one thread of the app measures without the app's doing, as one view has it. */
export class Source {
  readonly spans: SpanMetrics
  readonly #view: View
  readonly #startUnixNano: bigint
  readonly #differences: Differences
  #surroundings: Surroundings | undefined

  constructor(view: View, startUnixNano: bigint) {
    this.#view = view
    this.#startUnixNano = startUnixNano
    this.#differences = new Differences(startUnixNano)
    this.spans = new SpanMetrics({ ...view, isDelta: isDelta(view) }, startUnixNano)
  }

  /** Begins to look at more than spans. */
  begin(): void {
    this.#surroundings ??= {
      eventLoop: new EventLoop(),
      gc: new Gc(this.#view.newHistogram, isDelta(this.#view), this.#startUnixNano),
      process: isMainThread ? new ProcessMetrics() : undefined,
      system: isMainThread ? new SystemMetrics() : undefined,
    }
  }

  read(unixNano: bigint): readonly Metric[] {
    return [...this.spans.read(unixNano), ...this.#readSurroundings(unixNano)]
  }

  close(): void {
    this.#surroundings?.eventLoop.close()
    this.#surroundings?.gc.close()
  }

  #readSurroundings(unixNano: bigint): readonly Metric[] {
    if (this.#surroundings === undefined) return []
    const { eventLoop, gc, process, system } = this.#surroundings
    const start = this.#startUnixNano
    const totals = [
      ...eventLoop.read(start),
      ...heapMetrics(start),
      ...(process?.read(start) ?? []),
      ...(system?.read(start) ?? []),
    ]
    const read = this.#view.temporality === 'delta' ? this.#differences.of(totals, unixNano) : totals
    return [gc.read(unixNano), ...read]
  }
}

/** What the process and the machine have besides this thread is told by the first. */
interface Surroundings {
  readonly eventLoop: EventLoop
  readonly gc: Gc
  readonly process: ProcessMetrics | undefined
  readonly system: SystemMetrics | undefined
}

const isDelta = ({ temporality }: View): boolean => temporality !== 'cumulative'
