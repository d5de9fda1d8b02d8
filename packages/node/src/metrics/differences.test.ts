import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Differences } from './differences.ts'
import { gauge, total } from './make-metric.ts'
import type { Metric } from './model.ts'

const named = { name: 'a', description: '', unit: 's' }
const read = (value: number): readonly Metric[] => [total(named, 1n, [{ attributes: { of: 'x' }, value }])]

test('totals become what came since the reading before, also where they began anew', () => {
  const differences = new Differences(1n)
  const seen = [5, 7, 3].map((value, i) => differences.of(read(value), BigInt(i + 2))[0])
  assert.deepEqual(
    seen.map(metric => metric?.kind === 'sum' && [metric.isDelta, metric.startUnixNano, metric.points[0]?.value]),
    [
      [true, 1n, 5],
      [true, 2n, 2],
      [true, 3n, 3],
    ],
  )
})

test('what is as it is stays so', () => {
  const [metric] = [gauge(named, [{ attributes: {}, value: 5 }])]
  const differences = new Differences(1n)
  assert.deepEqual([differences.of([metric], 2n), differences.of([metric], 3n)], [[metric], [metric]])
})
