import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { guarded } from '../guard.ts'
import type { Histogram, NewHistogram } from './histogram.ts'
import type { HistogramMetric } from './model.ts'

const types: ReadonlyMap<number, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
])

/** The conventions advise these. */
const boundsSeconds = [0.01, 0.1, 1, 10]

/** How long collections of garbage take. Node tells of each after it is over, in a batch. */
export class Gc {
  readonly #observer = new PerformanceObserver(guarded(list => this.#take(list.getEntries())))
  readonly #newHistogram: NewHistogram
  readonly #isDelta: boolean
  #durations = new Map<string, Histogram>()
  #startUnixNano: bigint

  constructor(newHistogram: NewHistogram, isDelta: boolean, startUnixNano: bigint) {
    this.#newHistogram = newHistogram
    this.#isDelta = isDelta
    this.#startUnixNano = startUnixNano
    this.#observer.observe({ entryTypes: ['gc'] })
  }

  read(unixNano: bigint): HistogramMetric {
    this.#take(this.#observer.takeRecords())
    const points = Array.from(this.#durations, ([type, histogram]) => ({
      attributes: { 'v8js.gc.type': type },
      distribution: histogram.read(),
    }))
    const startUnixNano = this.#startUnixNano
    if (this.#isDelta) {
      this.#durations = new Map()
      this.#startUnixNano = unixNano
    }
    const named = { name: 'v8js.gc.duration', description: 'Garbage collection duration.', unit: 's' }
    return { kind: 'histogram', ...named, isDelta: this.#isDelta, startUnixNano, points }
  }

  close(): void {
    this.#observer.disconnect()
  }

  #take(entries: readonly PerformanceEntry[]): void {
    for (const entry of entries) {
      const { duration, detail } = entry as PerformanceEntry & { readonly detail?: { readonly kind?: number } }
      const type = types.get(detail?.kind ?? -1)
      if (type === undefined) continue
      const histogram = this.#durations.get(type) ?? this.#newHistogram(boundsSeconds)
      histogram.record(duration / 1e3)
      this.#durations.set(type, histogram)
    }
  }
}
