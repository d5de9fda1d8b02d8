import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { defaultKeptTracesPerSecond, keepBurstSeconds } from '../limits.ts'
import { RateLimit } from './rate-limit.ts'

/** Whether one more at `nowMs` is within `perSecond` and a burst of `capacity`, whenever one begins to count. */
const isWithin = (taken: readonly number[], nowMs: number, perSecond: number, capacity: number): boolean =>
  taken.every((sinceMs, i) => taken.length - i + 1 <= capacity + ((nowMs - sinceMs) / 1000) * perSecond + 1e-6)

describe('a rate limit', () => {
  test('takes exactly what its rate and its burst allow, whenever one begins to count', () => {
    const steps = fc.array(fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 5_000 })), { maxLength: 100, size: 'max' })
    const rate = fc.constantFrom(0.1, 0.5, 1, 4, 32, 50)
    fc.assert(
      fc.property(rate, fc.constantFrom(0, 1, 3), steps, (perSecond, burstSeconds, all) => {
        const limit = new RateLimit(perSecond, burstSeconds, 0)
        const capacity = Math.max(1, perSecond * burstSeconds)
        const taken: number[] = []
        let nowMs = 0
        for (const stepMs of all) {
          nowMs += stepMs
          const isExpected = isWithin(taken, nowMs, perSecond, capacity)
          if (limit.take(nowMs)) {
            assert.ok(isExpected)
            taken.push(nowMs)
          } else assert.ok(!isWithin(taken, nowMs, perSecond, capacity - 2e-6))
        }
      }),
    )
  })

  test('of the default takes a burst of 150 local traces, not one more, and the next after 20 ms', () => {
    const limit = new RateLimit(defaultKeptTracesPerSecond, keepBurstSeconds, 0)
    for (let i = 0; i < 150; i++) assert.equal(limit.take(0), true)
    assert.equal(limit.take(0), false)
    assert.equal(limit.take(19), false)
    assert.equal(limit.take(20), true)
  })

  test('of less than one a second takes the first', () => {
    const limit = new RateLimit(0.1, keepBurstSeconds, 0)
    assert.deepEqual([limit.take(0), limit.take(9_999), limit.take(10_000)], [true, false, true])
  })

  test('is short from the first that it refuses until it has all of its burst again', () => {
    const limit = new RateLimit(2, 1, 0)
    const takenAt = (nowMs: number) => [limit.take(nowMs), limit.isShort]
    assert.deepEqual(
      [takenAt(0), takenAt(0)],
      [
        [true, false],
        [true, false],
      ],
    )
    assert.deepEqual(
      [takenAt(0), takenAt(500), takenAt(1499)],
      [
        [false, true],
        [true, true],
        [true, true],
      ],
    )
    assert.deepEqual(takenAt(2001), [true, false])
  })
})
