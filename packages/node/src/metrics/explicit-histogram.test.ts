import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ExplicitHistogram } from './explicit-histogram.ts'

test('a bound belongs to its bucket, and what is above all of them to the last', () => {
  const histogram = new ExplicitHistogram([1, 2])
  for (const value of [0, 1, 1.5, 2, 2.1, 100]) histogram.record(value)
  assert.deepEqual(histogram.read(), {
    count: 6,
    sum: 106.6,
    min: 0,
    max: 100,
    buckets: { kind: 'explicit', bounds: [1, 2], counts: [2, 2, 2] },
  })
})
