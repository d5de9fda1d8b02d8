import assert from 'node:assert/strict'
import { test } from 'node:test'
import { busyRetrySeconds, failedRetrySeconds } from '../limits.ts'
import { refusalReasons, refuse } from './refusal.ts'

function secondsAfter(reason: (typeof refusalReasons)[number], lastingMs: number): number | undefined {
  const step = refuse(reason, 'Not now.', lastingMs)
  return step.ok ? undefined : step.refusal.retryAfterSeconds
}

test('what cannot be kept may come back after as long as that has lasted, within its limits', () => {
  const { first, last } = failedRetrySeconds
  const after = (lastingMs: number) => secondsAfter('store_failed', lastingMs)
  assert.deepEqual([after(0), after(first * 1000)], [first, first])
  assert.equal(after(first * 1000 + 1), first + 1)
  assert.deepEqual([after((last - 1) * 1000), after((last - 1) * 1000 + 1)], [last - 1, last])
  assert.deepEqual([after(last * 1000 + 1), after(Number.MAX_SAFE_INTEGER)], [last, last])
})

test('a crowd is over in a moment, however long there has been one', () => {
  assert.deepEqual([secondsAfter('busy', 0), secondsAfter('busy', 3_600_000)], [busyRetrySeconds, busyRetrySeconds])
})

test('what no later attempt changes has no time to come back', () => {
  const retried = refusalReasons.filter(reason => secondsAfter(reason, 0) !== undefined)
  assert.deepEqual(retried, ['busy', 'store_failed'])
})
