import { maxBuckets, maxHistogramScale } from '../limits.ts'
import type { Histogram } from './histogram.ts'
import type { Distribution } from './model.ts'

/**
 * A histogram whose buckets fit themselves to what is recorded (OpenTelemetry's data model, "ExponentialHistogram"): it
 * begins as fine as can be, and halves its resolution each time that a value lies too far from the others.
 *
 * A bucket's place is its index modulo the number of places: those in use are never further apart, so that nothing moves
 * until the resolution is halved.
 *
 * Hot path: a span's `end()`.
 */
export class ExponentialHistogram implements Histogram {
  readonly #counts = new Float64Array(maxBuckets)
  #scale = maxHistogramScale
  /** Buckets per power of two, by natural logarithm. */
  #factor = Math.LOG2E * 2 ** maxHistogramScale
  #lowest = 0
  #highest = -1
  #count = 0
  #zeroCount = 0
  #sum = 0
  #min = Number.POSITIVE_INFINITY
  #max = 0

  record(value: number): void {
    this.#count++
    this.#sum += value
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
    if (value === 0) this.#zeroCount++
    else this.#increment(value)
  }

  read(): Distribution {
    const isEmpty = this.#count === 0
    const isZero = this.#count === this.#zeroCount
    return {
      count: this.#count,
      sum: this.#sum,
      min: isEmpty ? undefined : this.#min,
      max: isEmpty ? undefined : this.#max,
      buckets: {
        kind: 'exponential',
        scale: isZero ? 0 : this.#scale,
        zeroCount: this.#zeroCount,
        positive: { offset: this.#lowest, counts: this.#countsInOrder() },
        negative: { offset: 0, counts: [] },
      },
    }
  }

  #increment(value: number): void {
    let index = this.#indexOf(value)
    if (this.#highest < this.#lowest) {
      this.#lowest = index
      this.#highest = index
    } else if (index < this.#lowest || index > this.#highest) {
      this.#reach(Math.min(index, this.#lowest), Math.max(index, this.#highest))
      index = this.#indexOf(value)
      this.#lowest = Math.min(index, this.#lowest)
      this.#highest = Math.max(index, this.#highest)
    }
    const place = placeOf(index)
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
  }

  /** An exact power of two is the upper bound of its bucket, which logarithms may miss. */
  #indexOf(value: number): number {
    float[0] = value
    const high = words[HIGH] ?? 0
    const isPowerOfTwo = (high & 0xfffff) === 0 && words[LOW] === 0
    const exponent = (high >>> 20) - 1023
    if (this.#scale <= 0) return (isPowerOfTwo ? exponent - 1 : exponent) >> -this.#scale
    return isPowerOfTwo ? (exponent << this.#scale) - 1 : Math.floor(Math.log(value) * this.#factor)
  }

  /** Halves the resolution until `lowest` and `highest`, at the present one, are near enough. */
  #reach(lowest: number, highest: number): void {
    let steps = 0
    while ((highest >> steps) - (lowest >> steps) >= maxBuckets) steps++
    if (steps > 0) this.#coarsen(steps)
  }

  #coarsen(steps: number): void {
    const counts = this.#countsInOrder()
    const lowest = this.#lowest
    this.#counts.fill(0)
    counts.forEach((count, i) => {
      const place = placeOf((lowest + i) >> steps)
      this.#counts[place] = (this.#counts[place] ?? 0) + count
    })
    this.#lowest >>= steps
    this.#highest >>= steps
    this.#scale -= steps
    this.#factor = Math.LOG2E * 2 ** this.#scale
  }

  #countsInOrder(): number[] {
    const counts: number[] = []
    for (let index = this.#lowest; index <= this.#highest; index++) counts.push(this.#counts[placeOf(index)] ?? 0)
    return counts
  }
}

const placeOf = (index: number): number => index - maxBuckets * Math.floor(index / maxBuckets)

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
const HIGH = isLittleEndian ? 1 : 0
const LOW = isLittleEndian ? 0 : 1
