import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forwardLimits } from '../limits.ts'
import { backoffMs, retryAfterMs } from './retry.ts'

test('pauses double from half to the whole of their length, up to the longest', () => {
  const retry = { firstMs: 1000, lastMs: 30_000 }
  assert.deepEqual([backoffMs(retry, 1, 0), backoffMs(retry, 1, 1)], [500, 1000])
  assert.equal(backoffMs(retry, 2, 1), 2000)
  assert.equal(backoffMs(retry, 2000, 1), 30_000)
})

test('Retry-After is seconds or a date, bounded, and none where it asks for no wait', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  const maxSeconds = forwardLimits.retryAfterMs / 1000
  assert.equal(retryAfterMs('3', now), 3_000)
  assert.equal(retryAfterMs('Thu, 01 Jan 2026 00:00:05 GMT', now), 5_000)
  assert.equal(retryAfterMs('Wed, 31 Dec 2025 23:59:00 GMT', now), undefined)
  // Either clock may be wrong by hours.
  assert.equal(retryAfterMs('Thu, 01 Jan 2026 05:00:00 GMT', now), forwardLimits.retryAfterMs)
  assert.equal(retryAfterMs('0', now), undefined)
  assert.equal(retryAfterMs(String(maxSeconds), now), forwardLimits.retryAfterMs)
  assert.equal(retryAfterMs(String(maxSeconds + 1), now), forwardLimits.retryAfterMs)
  assert.equal(retryAfterMs('soon', now), undefined)
  assert.equal(retryAfterMs(undefined, now), undefined)
})
