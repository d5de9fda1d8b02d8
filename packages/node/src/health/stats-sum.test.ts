import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRing, LAPPED, openRing, SENT } from '../recorder/ring-layout.ts'
import { isAnyStat, noStats, StatsSum, statsSince } from './stats-sum.ts'

const newControl = (): Int32Array => openRing(createRing(1 << 12, 1 << 10)).control

test('adds up what all threads have counted, also before somebody looked', () => {
  const [one, other] = [newControl(), newControl()]
  one[SENT] = 5
  const stats = new StatsSum()
  stats.watch(one)
  stats.watch(other)
  other[SENT] = 2
  other[LAPPED] = 1
  assert.deepEqual(stats.read(), { ...noStats, sent: 7, lapped: 1 })
})

test('keeps what a thread has counted that is no more', () => {
  const control = newControl()
  const stats = new StatsSum()
  stats.watch(control)
  control[SENT] = 3
  stats.unwatch(control)
  control[SENT] = 100
  assert.equal(stats.read().sent, 3)
})

test('goes on where a counter begins anew', () => {
  const control = newControl()
  const stats = new StatsSum()
  stats.watch(control)
  control[SENT] = 0xffff_fffe | 0
  assert.equal(stats.read().sent, 0xffff_fffe)
  control[SENT] = 3
  assert.equal(stats.read().sent, 0x1_0000_0003)
})

test('tells what was counted since', () => {
  const before = { ...noStats, sent: 1, refused: 4 }
  assert.deepEqual(statsSince(before, { ...before, sent: 3 }), { ...noStats, sent: 2 })
  assert.equal(isAnyStat(statsSince(before, before)), false)
})
