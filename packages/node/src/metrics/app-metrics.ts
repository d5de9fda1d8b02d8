import { BroadcastChannel, threadId } from 'node:worker_threads'
import { nowUnixNano } from '@throughline/otlp'
import { guarded, noteInternalError } from '../guard.ts'
import { maxSeries } from '../limits.ts'
import { say } from '../say.ts'
import { AppMeters } from './app-meters.ts'
import { askChannel, type ReadingsMessage, tellChannel } from './messages.ts'
import type { Readings, ScopeReadings } from './model.ts'
import { ownScope } from './own-scope.ts'
import { Source } from './source.ts'
import type { SpanCounter } from './span-metrics.ts'
import type { View, ViewName } from './views.ts'

/** What one thread of the app measures: told when the exporter's thread asks, and before it ends. */
export class AppMetrics {
  readonly counter: SpanCounter
  /** What the app's own instruments come from. */
  readonly meters: AppMeters
  readonly #encodeResource: () => Uint8Array
  readonly #sources: ReadonlyMap<ViewName, Source>
  #isBegun = false
  readonly #said = new Set<string>()
  readonly #asked = new BroadcastChannel(askChannel)

  constructor(views: ReadonlyMap<ViewName, View>, encodeResource: () => Uint8Array) {
    const startUnixNano = nowUnixNano()
    this.#encodeResource = encodeResource
    this.meters = new AppMeters(views)
    this.#sources = new Map(Array.from(views, ([name, view]) => [name, new Source(view, startUnixNano)]))
    this.counter = counterOf([...this.#sources.values()].map(({ spans }) => spans))
    this.#asked.onmessage = guarded((event: unknown) => void this.#answer((event as { data: ViewName }).data))
    this.#asked.unref()
  }

  /** Begins to look at more than spans, since there is an exporter to tell. */
  begin(): void {
    this.#isBegun = true
    for (const source of this.#sources.values()) source.begin()
  }

  /** Without being asked: this thread, or its process, ends. */
  tellLast(): void {
    if (!this.#isBegun) return
    for (const view of this.#sources.keys()) this.#tell(view, this.meters.readNow(view))
  }

  close(): void {
    this.#asked.close()
    for (const source of this.#sources.values()) source.close()
  }

  async #answer(view: ViewName): Promise<void> {
    try {
      this.#tell(view, await this.meters.read(view))
    } catch (error) {
      noteInternalError(error)
    }
  }

  #tell(view: ViewName, ofApp: readonly ScopeReadings[]): void {
    const source = this.#sources.get(view)
    if (source === undefined) return
    const channel = new BroadcastChannel(tellChannel)
    channel.postMessage({ threadId, view, readings: this.#read(source, ofApp) } satisfies ReadingsMessage)
    channel.close()
  }

  #sayOverflow(name: string): void {
    if (this.#said.has(name)) return
    this.#said.add(name)
    say(
      `${name} has more than ${maxSeries} combinations of attributes; the rest is counted in one, with otel.metric.overflow`,
    )
  }

  #read(source: Source, ofApp: readonly ScopeReadings[]): Readings {
    const unixNano = nowUnixNano()
    for (const name of source.spans.overflowing) this.#sayOverflow(name)
    const own = { ...ownScope, unixNano, metrics: source.read(unixNano) }
    return { resource: this.#encodeResource(), scopes: [own, ...ofApp] }
  }
}

/** One way out is the rule; two that sum up differently count each for itself. */
function counterOf(counters: readonly SpanCounter[]): SpanCounter {
  const [only] = counters
  if (only !== undefined && counters.length === 1) return only
  return {
    count: (span, isSent) => {
      for (const counter of counters) counter.count(span, isSent)
    },
  }
}
