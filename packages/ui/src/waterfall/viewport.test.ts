import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { minWindowNano } from '../limits.ts'
import { clampWindow, fitSpan, fullWindow, nanoToPx, panBy, pxToNano, zoomAt } from './viewport.ts'

const full = fullWindow(1e9)
const anyWindow = fc
  .tuple(fc.integer({ min: 0, max: 999_999_000 }), fc.integer({ min: minWindowNano, max: 1e9 }))
  .map(([startNano, length]) => clampWindow({ startNano, endNano: startNano + length }, full))
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a)), `${a} ≈ ${b}`)

test('pixels and nanoseconds are each other’s inverse', () => {
  fc.assert(
    fc.property(anyWindow, fc.integer({ min: 0, max: 1200 }), (window, px) => {
      assert.ok(Math.abs(nanoToPx(window, 1200, pxToNano(window, 1200, px)) - px) < 0.01)
    }),
  )
})

test('no zoom or pan leaves the trace or turns the window inside out', () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        factor: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
      }),
      fc.record({ share: fc.double({ min: -5, max: 5, noNaN: true }) }),
    ),
  )
  fc.assert(
    fc.property(moves, steps => {
      let window = full
      for (const step of steps) {
        window =
          'share' in step
            ? panBy(window, full, step.share)
            : zoomAt(window, full, pxToNano(window, 1, step.at), step.factor)
        assert.ok(window.startNano >= 0 && window.endNano <= full.endNano + 1e-3)
        assert.ok(window.endNano - window.startNano >= minWindowNano * 0.999)
      }
    }),
  )
})

test('zooming in keeps the time under the pointer where it is', () => {
  const at = 400e6
  const zoomed = zoomAt(full, full, at, 4)
  near(nanoToPx(zoomed, 1000, at), nanoToPx(full, 1000, at))
  near(zoomed.endNano - zoomed.startNano, 250e6)
})

test('the window shrinks to its least length and no further', () => {
  const least = zoomAt(full, full, 5e8, 1e12)
  near(least.endNano - least.startNano, minWindowNano)
  const accepted = clampWindow({ startNano: 0, endNano: minWindowNano }, full)
  assert.deepEqual(accepted, { startNano: 0, endNano: minWindowNano })
  assert.deepEqual(clampWindow({ startNano: 0, endNano: minWindowNano - 1 }, full), accepted)
})

test('fitting a span shows all of it with a margin', () => {
  assert.deepEqual(fitSpan(200e6, 300e6, full), { startNano: 190e6, endNano: 310e6 })
})

test('a trace without length still has a window', () => {
  assert.equal(fullWindow(0).endNano, minWindowNano)
})
