import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { MovingQuantile } from './moving-quantile.ts'

/** What an exact value is rounded up to: a quarter of an octave, from 2⁻¹⁰ to 2²² ms. */
function roundedUp(valueMs: number): number {
  const octavesAbove = Math.floor((Math.log2(valueMs) + 10) * 4 + 1) / 4
  return 2 ** (Math.min(32, Math.max(0.25, octavesAbove)) - 10)
}

/** The same with all values kept and sorted; forgetting half of the past is forgetting every other value. */
class SortedQuantile {
  readonly #quantile: number
  readonly #windowSize: number
  #values: number[] = []
  #valuesUntilUpdate: number
  valueMs = 0

  constructor(quantile: number, minValues: number, windowSize: number) {
    this.#quantile = quantile
    this.#windowSize = windowSize
    this.#valuesUntilUpdate = minValues
  }

  add(valueMs: number): void {
    this.#values.push(valueMs)
    this.#values.sort((a, b) => a - b)
    if (--this.#valuesUntilUpdate > 0) return
    this.#valuesUntilUpdate = Math.ceil(this.#windowSize / 32)
    const rank = Math.max(1, Math.ceil(this.#values.length * this.#quantile))
    this.valueMs = roundedUp(this.#values[rank - 1] ?? 0)
    if (this.#values.length >= this.#windowSize) this.#values = this.#values.filter((_, i) => i % 2 === 1)
  }
}

describe('a moving quantile', () => {
  test('is the upper end of the bucket of the exact one', () => {
    const duration = fc.oneof(fc.double({ min: 0, max: 5_000, noNaN: true }), fc.integer({ min: 90, max: 110 }))
    const durations = fc.array(duration, { maxLength: 400, size: 'max' })
    const minValues = fc.integer({ min: 1, max: 50 })
    const windowSize = fc.integer({ min: 1, max: 200 })
    fc.assert(
      fc.property(fc.constantFrom(0.5, 0.9, 0.99), minValues, windowSize, durations, (quantile, min, window, all) => {
        const moving = new MovingQuantile(quantile, min, window)
        const sorted = new SortedQuantile(quantile, min, window)
        for (const valueMs of all) {
          moving.add(valueMs)
          sorted.add(valueMs)
          assert.equal(moving.valueMs, sorted.valueMs)
        }
      }),
    )
  })

  test('takes times of any size, and what is no time', () => {
    for (const [valueMs, bucketEndMs] of [
      [0, 2 ** -9.75],
      [-5, 2 ** -9.75],
      [Number.NaN, 2 ** -9.75],
      [2 ** -10, 2 ** -9.75],
      [2 ** 22, 2 ** 22],
      [Number.POSITIVE_INFINITY, 2 ** 22],
    ] as const) {
      const quantile = new MovingQuantile(0.99, 1, 32)
      quantile.add(valueMs)
      assert.equal(quantile.valueMs, bucketEndMs)
    }
  })
})
