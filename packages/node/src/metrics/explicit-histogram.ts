import type { Histogram } from './histogram.ts'
import type { Distribution } from './model.ts'

/** A histogram with buckets that are given: what Prometheus' text can say, and receivers that know no other. */
export class ExplicitHistogram implements Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #count = 0
  #sum = 0
  #min = Number.POSITIVE_INFINITY
  #max = 0

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = new Array(bounds.length + 1).fill(0)
  }

  record(value: number): void {
    this.#count++
    this.#sum += value
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
    const bounds = this.#bounds
    let bucket = 0
    // From the front: most values are in the first buckets, and there are fifteen at most.
    while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket++
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
  }

  read(): Distribution {
    const isEmpty = this.#count === 0
    return {
      count: this.#count,
      sum: this.#sum,
      min: isEmpty ? undefined : this.#min,
      max: isEmpty ? undefined : this.#max,
      buckets: { kind: 'explicit', bounds: this.#bounds, counts: [...this.#counts] },
    }
  }
}
