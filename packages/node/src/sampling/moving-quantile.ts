const BUCKETS_PER_OCTAVE = 4
/** From 2⁻¹⁰ ms, a microsecond, to 2²² ms, more than an hour. */
const LOWEST_OCTAVE = -10
const bucketCount = 32 * BUCKETS_PER_OCTAVE

/**
 * A quantile of the recent past in 128 counters: buckets a fifth wider than the one before, all counts halved whenever
 * `windowSize` values are in. Costs a logarithm a value; the alternatives (t-digest, P²) are more exact than "slow" is.
 */
export class MovingQuantile {
  readonly #quantile: number
  readonly #windowSize: number
  readonly #counts = new Uint32Array(bucketCount)
  #total = 0
  #valuesUntilUpdate: number
  /** The upper end of the quantile's bucket; 0 until `minValues` were seen. */
  valueMs = 0

  constructor(quantile: number, minValues: number, windowSize: number) {
    this.#quantile = quantile
    this.#windowSize = windowSize
    this.#valuesUntilUpdate = minValues
  }

  add(valueMs: number): void {
    const bucket = bucketOf(valueMs)
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#total++
    if (--this.#valuesUntilUpdate > 0) return
    this.valueMs = this.#currentQuantile()
    if (this.#total >= this.#windowSize) this.#halve()
    this.#valuesUntilUpdate = Math.ceil(this.#windowSize / 32)
  }

  #currentQuantile(): number {
    let remaining = this.#total * this.#quantile
    let bucket = 0
    while (bucket < bucketCount - 1 && remaining > (this.#counts[bucket] ?? 0)) {
      remaining -= this.#counts[bucket] ?? 0
      bucket++
    }
    return 2 ** ((bucket + 1) / BUCKETS_PER_OCTAVE + LOWEST_OCTAVE)
  }

  /** As if every other value, in order of size, were forgotten: to halve each bucket for itself would lose the rare. */
  #halve(): void {
    let countSoFar = 0
    for (let i = 0; i < bucketCount; i++) {
      const count = this.#counts[i] ?? 0
      this.#counts[i] = ((countSoFar + count) >> 1) - (countSoFar >> 1)
      countSoFar += count
    }
    this.#total = countSoFar >> 1
  }
}

function bucketOf(valueMs: number): number {
  const bucket = Math.floor((Math.log2(valueMs) - LOWEST_OCTAVE) * BUCKETS_PER_OCTAVE)
  // Also where the value is zero, whose logarithm is no number.
  return bucket > 0 ? Math.min(bucket, bucketCount - 1) : 0
}
