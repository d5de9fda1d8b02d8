import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstRetryMs, maxRetryAfterMs, maxRetryMs } from '../limits.ts'
import { backoffMs, retryAfterMs } from './retry.ts'

test('pauses double from half to the whole of their length, up to the longest', () => {
  assert.deepEqual([backoffMs(1, 0), backoffMs(1, 1)], [firstRetryMs / 2, firstRetryMs])
  assert.equal(backoffMs(2, 1), 2 * firstRetryMs)
  assert.equal(backoffMs(40, 1), maxRetryMs)
})

test('Retry-After is seconds or a date, bounded, and none where it asks for no wait', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  assert.equal(retryAfterMs('3', now), 3_000)
  assert.equal(retryAfterMs('Thu, 01 Jan 2026 00:00:05 GMT', now), 5_000)
  assert.equal(retryAfterMs('Wed, 31 Dec 2025 23:59:00 GMT', now), undefined)
  assert.equal(retryAfterMs('0', now), undefined)
  assert.equal(retryAfterMs(String(maxRetryAfterMs / 1000), now), maxRetryAfterMs)
  assert.equal(retryAfterMs(String(maxRetryAfterMs / 1000 + 1), now), maxRetryAfterMs)
  assert.equal(retryAfterMs('soon', now), undefined)
  assert.equal(retryAfterMs(undefined, now), undefined)
})
