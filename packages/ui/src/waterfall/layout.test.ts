import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { visibleRows } from '../model/navigate.ts'
import { anyTrace, makeTrace } from '../model/testing/make-trace.ts'
import type { TraceModel } from '../model/trace-model.ts'
import { layoutRows } from './layout.ts'
import { fullWindow, type TimeWindow } from './viewport.ts'

const layoutAll = (model: TraceModel, window: TimeWindow, widthPx: number) =>
  layoutRows(model, visibleRows(model, new Set()), { window, widthPx, firstPosition: 0, endPosition: model.spanCount })

const request = makeTrace(
  { id: 'root', ms: [0, 100] },
  { id: 'a', parent: 'root', ms: [10, 40] },
  { id: 'b', parent: 'root', ms: [30, 60] },
)

test('bars lie where their times are, solid where no child was running', () => {
  const [root, a] = layoutAll(request, fullWindow(100e6), 1000)
  assert.deepEqual(root, { row: 0, position: 0, leftPx: 0, rightPx: 1000, selfPx: [0, 100, 600, 1000] })
  assert.deepEqual(a, { row: 1, position: 1, leftPx: 100, rightPx: 400, selfPx: [100, 400] })
})

test('zoomed in, what lies outside is cut just outside of the screen', () => {
  const [root, a, b] = layoutAll(request, { startNano: 45e6, endNano: 55e6 }, 1000)
  assert.deepEqual([root?.leftPx, root?.rightPx, root?.selfPx], [-8, 1008, []])
  assert.deepEqual([b?.leftPx, b?.rightPx], [-8, 1008])
  assert.ok(a && a.rightPx <= 0)
})

test('only the rows asked for are laid out', () => {
  const visible = visibleRows(request, new Set())
  const viewport = { window: fullWindow(100e6), widthPx: 100, firstPosition: 1, endPosition: 9 }
  assert.deepEqual(
    layoutRows(request, visible, viewport).map(rect => rect.row),
    [1, 2],
  )
})

test('a span too short to see still gets a bar', () => {
  const [rect] = layoutAll(makeTrace({ id: 'a', ms: [50, 50] }), { startNano: -50e6, endNano: 50e6 }, 100)
  assert.ok(rect && rect.rightPx - rect.leftPx >= 2)
})

test('every pixel is solid exactly where a slow look at all spans finds no child', () => {
  const widthPx = 80
  fc.assert(
    fc.property(anyTrace, model => {
      // One pixel per millisecond: the traces' times are whole milliseconds below 80.
      for (const rect of layoutAll(model, { startNano: 0, endNano: widthPx * 1e6 }, widthPx)) {
        for (let px = Math.ceil(rect.leftPx); px + 0.5 < rect.rightPx; px++) {
          const nano = (px + 0.5) * 1e6
          const busy = model.spans.some(
            (_, child) =>
              model.parent[child] === rect.row &&
              nano >= (model.startNano[child] ?? 0) &&
              nano < (model.endNano[child] ?? 0),
          )
          const solid = rect.selfPx.some(
            (edge, i) => i % 2 === 0 && edge <= px + 0.5 && px + 0.5 < (rect.selfPx[i + 1] ?? 0),
          )
          assert.equal(solid, !busy)
        }
      }
    }),
  )
})
