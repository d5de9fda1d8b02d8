import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { roundStepNano } from './round-step.ts'

test('steps are 1, 2 or 5 below a second, as on a clock above it, and count days beyond', () => {
  const hour = 3_600e9
  const cases = [
    [1, 1],
    [3, 5],
    [90e6, 100e6],
    [0.6e9, 1e9],
    [11e9, 15e9],
    [31e9, 60e9],
    [20 * 60e9, 30 * 60e9],
    [4 * hour, 6 * hour],
    [13 * hour, 24 * hour],
    [70 * hour, 5 * 24 * hour],
  ] as const
  for (const [least, step] of cases) assert.equal(roundStepNano(least), step)
})

test('a step is never less than asked for, and never three times as much', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e18, noNaN: true }), least => {
      const step = roundStepNano(least)
      assert.ok(step >= least && step < 3 * least)
    }),
  )
})
