import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ExponentialHistogramDataPoint } from '@throughline/otlp'
import fc from 'fast-check'
import { pointOf } from '../../testing/metrics.ts'
import { nativeHistogram, schemaMin } from './native-histogram.ts'

const histogramOf = (
  scale: number,
  offset: number,
  bucketCounts: readonly bigint[],
): ExponentialHistogramDataPoint => ({
  ...pointOf(),
  count: bucketCounts.reduce((all, count) => all + count, 0n),
  sum: 1,
  min: undefined,
  max: undefined,
  scale,
  zeroCount: 0n,
  zeroThreshold: 0,
  positive: { offset, bucketCounts },
  negative: { offset: 0, bucketCounts: [] },
})

test('the coarsest scale that Prometheus has is taken, and the next is not', () => {
  assert.equal(nativeHistogram(histogramOf(schemaMin, 0, [1n]))?.schema, schemaMin)
  assert.equal(nativeHistogram(histogramOf(schemaMin - 1, 0, [1n])), undefined)
})

test('buckets that are too fine are joined in pairs, and each count stays within its bounds', () => {
  const bucketCounts = fc.array(fc.bigInt({ min: 0n, max: 1000n }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(
      fc.integer({ min: -4, max: 12 }),
      fc.integer({ min: -50, max: 50 }),
      bucketCounts,
      (scale, offset, counts) => {
        const { schema, positive } = nativeHistogram(histogramOf(scale, offset, counts)) ?? assert.fail()
        const factor = 2 ** (scale - schema)
        // Bucket i of OTLP ends at i + 1 steps; bucket k of Prometheus holds those that end after k − 1 and at k of its own.
        const expected = new Map<number, bigint>()
        for (const [at, count] of counts.entries()) {
          const bucket = Math.ceil((offset + at + 1) / factor)
          expected.set(bucket, (expected.get(bucket) ?? 0n) + count)
        }
        assert.deepEqual(new Map(positive.counts.map((count, at) => [positive.index + at, count])), expected)
        assert.ok(schema <= 8)
      },
    ),
  )
})
