import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hangAfterMs, hangCheckMs } from '../limits.ts'
import { HangWatch } from './hang-watch.ts'

function openWatch({ isAnythingOpen = true, mayBePaused = false } = {}) {
  const calls = { asked: 0, hangs: 0 }
  const options = {
    isAnythingOpen: () => isAnythingOpen,
    askForPing: () => void calls.asked++,
    onHang: () => void calls.hangs++,
  }
  const watch = new HangWatch(options, mayBePaused, 0)
  /** As often as it is called in life. */
  const checkUntil = (fromMs: number, toMs: number) => {
    for (let nowMs = fromMs; nowMs <= toMs; nowMs += hangCheckMs) watch.check(nowMs)
  }
  return { calls, watch, checkUntil }
}

describe('the watch for hangs', () => {
  test('asks once, and tells of a hang when there was no answer for long enough, not a millisecond before', () => {
    const { calls, watch, checkUntil } = openWatch()
    checkUntil(hangCheckMs, hangAfterMs)
    watch.check(hangCheckMs + hangAfterMs - 1)
    assert.deepEqual(calls, { asked: 1, hangs: 0 })
    watch.check(hangCheckMs + hangAfterMs)
    assert.deepEqual(calls, { asked: 1, hangs: 1 })
  })

  test('tells again while the hang lasts, since spans may begin and stay open in it', () => {
    const { calls, checkUntil } = openWatch()
    checkUntil(hangCheckMs, hangCheckMs + hangAfterMs + 2 * hangCheckMs)
    assert.deepEqual(calls, { asked: 1, hangs: 3 })
  })

  test('leaves an app alone in which nothing is open', () => {
    const { calls, checkUntil } = openWatch({ isAnythingOpen: false })
    checkUntil(hangCheckMs, 10 * hangAfterMs)
    assert.deepEqual(calls, { asked: 0, hangs: 0 })
  })

  test('asks again after an answer', () => {
    const { calls, watch, checkUntil } = openWatch()
    checkUntil(hangCheckMs, hangAfterMs)
    watch.pinged(false)
    checkUntil(hangCheckMs + hangAfterMs, 2 * hangAfterMs)
    assert.deepEqual(calls, { asked: 2, hangs: 0 })
  })

  test('takes a process that was stopped as a whole for no hang: three checks may be missed, and no more', () => {
    const stoppedMs = 3 * hangCheckMs
    for (const [resumedAfterMs, hangs] of [
      [stoppedMs, 1],
      [stoppedMs + 1, 0],
    ] as const) {
      const { calls, watch, checkUntil } = openWatch()
      checkUntil(hangCheckMs, hangAfterMs)
      watch.check(hangAfterMs + resumedAfterMs)
      assert.deepEqual(calls, { asked: 1, hangs })
    }
  })

  test('takes a pause for no hang where there is a debugger, from the start or since the last answer', () => {
    const { calls, watch, checkUntil } = openWatch({ mayBePaused: true })
    checkUntil(hangCheckMs, 2 * hangAfterMs)
    watch.pinged(false)
    watch.check(2 * hangAfterMs + hangCheckMs)
    watch.pinged(true)
    checkUntil(2 * hangAfterMs + 2 * hangCheckMs, 4 * hangAfterMs)
    assert.deepEqual(calls, { asked: 3, hangs: 0 })
  })
})
