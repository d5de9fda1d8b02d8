import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRing, HEAD, LAP, openRing } from '../recorder/ring-layout.ts'
import { RingPace } from './ring-pace.ts'

const ringBytes = 1 << 12

test('a ring holds a span for as long as it takes to fill it, at the pace of the fastest', () => {
  const [slow, fast] = [0, 1].map(() => openRing(createRing(ringBytes, 1 << 10)).control) as [Int32Array, Int32Array]
  const pace = new RingPace(ringBytes, 0)
  pace.watch(slow)
  pace.watch(fast)
  assert.equal(pace.holdSeconds(1000), undefined)
  slow[HEAD] = 16
  fast[HEAD] = ringBytes / 2
  assert.equal(pace.holdSeconds(2000), 2)
  fast[HEAD] = 2 * ringBytes
  fast[LAP] = 2
  assert.equal(pace.holdSeconds(5000), 2)
  pace.unwatch(fast)
  assert.equal(pace.holdSeconds(6000), undefined)
})
