import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AggregationTemporality, AggregationType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import fc from 'fast-check'
import { maxBuckets, maxHistogramScale } from '../limits.ts'
import { ExponentialHistogram } from './exponential-histogram.ts'
import type { Distribution, ExponentialBuckets } from './model.ts'

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

/** What OpenTelemetry's own histogram makes of the same values. */
async function officially(values: readonly number[]): Promise<unknown> {
  const reader = new Reader({
    aggregationSelector: () => ({ type: AggregationType.EXPONENTIAL_HISTOGRAM }),
    aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE,
  })
  const histogram = new MeterProvider({ readers: [reader] }).getMeter('test').createHistogram('values')
  for (const value of values) histogram.record(value)
  const { resourceMetrics } = await reader.collect()
  return resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.value
}

function of(values: readonly number[]): Distribution {
  const histogram = new ExponentialHistogram()
  for (const value of values) histogram.record(value)
  return histogram.read()
}

function asTheirs({ count, sum, min, max, buckets }: Distribution): unknown {
  const { scale, zeroCount, positive, negative } = buckets as ExponentialBuckets
  const range = ({ offset, counts }: ExponentialBuckets['positive']) => ({ offset, bucketCounts: counts })
  return { count, sum, min, max, scale, zeroCount, positive: range(positive), negative: range(negative) }
}

const bucketsOf = (values: readonly number[]) => of(values).buckets as ExponentialBuckets

describe('an exponential histogram', () => {
  test('is what OpenTelemetry makes of the same values, from nanoseconds to days', async () => {
    const duration = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 1e9 }).map(nano => nano / 1e9),
      fc.double({ min: 1e-9, max: 1e5, noNaN: true }),
    )
    const property = fc.asyncProperty(fc.array(duration, { minLength: 1, maxLength: 300 }), async values => {
      assert.deepEqual(asTheirs(of(values)), await officially(values))
    })
    await fc.assert(property, { numRuns: 300 })
  })

  test('and so it is where it spans all that a double can be', async () => {
    const values = [2 ** -1021, 1, 3, 2 ** 1023, 2 ** 1023 * 1.5, 0]
    assert.deepEqual(asTheirs(of(values)), await officially(values))
  })

  test('counts an exact power of two below its bound', () => {
    assert.deepEqual(
      bucketsOf([1, 2]).positive.counts.reduce((sum, count) => sum + count),
      2,
    )
    const { scale, positive } = bucketsOf([1])
    assert.deepEqual([scale, positive.offset], [maxHistogramScale, -1])
  })

  test('keeps its resolution for the last value that is near enough, and halves it for the first that is not', () => {
    const factor = 2 ** (1 / 2 ** maxHistogramScale)
    const at = (bucket: number) => factor ** (bucket + 0.5)
    assert.equal(bucketsOf([at(0), at(maxBuckets - 1)]).scale, maxHistogramScale)
    assert.equal(bucketsOf([at(0), at(maxBuckets)]).scale, maxHistogramScale - 1)
  })

  test('is told without bounds of what it has not seen', () => {
    assert.deepEqual(of([]).buckets, {
      kind: 'exponential',
      scale: 0,
      zeroCount: 0,
      positive: { offset: 0, counts: [] },
      negative: { offset: 0, counts: [] },
    })
    assert.deepEqual([of([]).min, of([]).max], [undefined, undefined])
  })
})
