import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clockLookMs, minClockStepMs } from '../limits.ts'
import { Anchors } from './anchors.ts'

const startMs = 1_800_000_000_000

/** Clocks that can be set. The real ones cannot, by a test. */
function open() {
  const clocks = { nowMs: 0, wallMs: startMs, gapMs: 0 }
  const anchors = new Anchors(
    {
      monotonicMs: () => clocks.nowMs,
      wallMs: () => {
        clocks.nowMs += clocks.gapMs
        return clocks.wallMs
      },
    },
    startMs,
  )
  const after = (ms: number, jumpMs = 0) => {
    clocks.nowMs += ms
    clocks.wallMs += ms + jumpMs
    return anchors.at(clocks.nowMs)
  }
  return { clocks, after }
}
const anchor = (ms: number) => ({ seconds: Math.floor(ms / 1000), nano: Math.round((ms % 1000) * 1e6) })

describe('the anchor of times', () => {
  test('stays what it is while both clocks go on alike, or nearly', () => {
    const { after } = open()
    const first = after(0)
    assert.deepEqual(first, anchor(startMs))
    assert.equal(after(clockLookMs, minClockStepMs - 1), first)
  })

  test('follows a jump of the wall clock, forward and back', () => {
    const { after } = open()
    assert.deepEqual(after(clockLookMs, 3_600_000), anchor(startMs + 3_600_000))
    assert.deepEqual(after(clockLookMs, -3_600_000 - minClockStepMs), anchor(startMs - minClockStepMs))
  })

  test('is asked for the wall clock once a second, and not before', () => {
    const { after } = open()
    const first = after(0)
    assert.equal(after(clockLookMs - 1, 3_600_000), first)
    assert.deepEqual(after(1), anchor(startMs + 3_600_000))
  })

  test('takes no reading for a jump that its thread was put aside in', () => {
    const { after, clocks } = open()
    const first = after(0)
    clocks.gapMs = 60
    assert.equal(after(clockLookMs), first)
    clocks.gapMs = 0
    clocks.wallMs = startMs + clocks.nowMs
    assert.equal(after(clockLookMs), first)
  })
})
