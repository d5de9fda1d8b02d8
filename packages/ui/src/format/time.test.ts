import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatMoment, isToday } from './time.ts'

const now = new Date(2026, 2, 14, 15, 0, 0)
const nanoAt = (date: Date) => BigInt(date.getTime()) * 1_000_000n

test('a time of today is the clock alone, of another day has its date before it', () => {
  const today = nanoAt(new Date(2026, 2, 14, 9, 5, 3, 42))
  const yesterday = nanoAt(new Date(2026, 2, 13, 9, 5, 3, 42))
  assert.match(formatMoment(today, now), /^09:05:03.042$/)
  assert.match(formatMoment(yesterday, now), /13.* 09:05:03.042$/)
})

test('today ends at midnight where the reader is', () => {
  assert.ok(isToday(nanoAt(new Date(2026, 2, 14, 0, 0, 0)), now))
  assert.ok(!isToday(nanoAt(new Date(2026, 2, 13, 23, 59, 59)), now))
})
