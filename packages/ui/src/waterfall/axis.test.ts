import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { axisTicks, formatAxisTime } from './axis.ts'
import { fullWindow, nanoToPx } from './viewport.ts'

const [minute, hour] = [60e9, 3_600e9]
const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const anyWindow = fc
  .tuple(fc.integer({ min: 0, max: 1e15 }), fc.integer({ min: 100, max: 1e15 }))
  .map(([startNano, lengthNano]) => ({ startNano, endNano: startNano + lengthNano }))

test('ticks are round, within the window and far enough apart', () => {
  assert.deepEqual(axisTicks(fullWindow(1e9), 1000).ticksNano, [0, 1e8, 2e8, 3e8, 4e8, 5e8, 6e8, 7e8, 8e8, 9e8, 1e9])
  fc.assert(
    fc.property(anyWindow, window => {
      const { ticksNano } = axisTicks(window, 1000)
      ticksNano.forEach((tick, i) => {
        assert.ok(tick >= window.startNano - 1e-3 && tick <= window.endNano + 1e-3)
        const previous = ticksNano[i - 1]
        if (previous !== undefined) assert.ok(nanoToPx(window, 1000, tick) - nanoToPx(window, 1000, previous) > 95.9)
      })
    }),
  )
})

test('three days are divided by hours, not by tens of thousands of seconds', () => {
  const { ticksNano } = axisTicks(fullWindow(72 * hour), 500)
  assert.deepEqual(
    ticksNano.map(nano => nano / hour),
    [0, 24, 48, 72],
  )
})

test('neighbouring labels differ, however far in', () => {
  fc.assert(
    fc.property(anyWindow, window => {
      const { stepNano, ticksNano } = axisTicks(window, 1000)
      const labels = ticksNano.map(nano => formatAxisTime(nano, stepNano))
      assert.equal(new Set(labels).size, labels.length)
    }),
  )
})

test('a time has the digits that its neighbours need, and no more', () => {
  assert.equal(plain(formatAxisTime(0, 1e6)), '0 s')
  assert.equal(plain(formatAxisTime(1.5e9, 500e6)), '1.5 s')
  assert.equal(plain(formatAxisTime(18_046_500, 100)), '18.0465 ms')
  assert.equal(plain(formatAxisTime(33 * hour + 30 * minute, 30 * minute)), '33 h 30 min')
  assert.equal(plain(formatAxisTime(90e9, 15e9)), '1 min 30 s')
  assert.equal(plain(formatAxisTime(33 * hour + 29 * minute + 12.004e9, 1e6)), '33 h 29 min 12.004 s')
})
