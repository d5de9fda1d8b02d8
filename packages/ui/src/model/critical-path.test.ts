import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { criticalPath } from './critical-path.ts'
import { anyTrace, makeTrace } from './testing/make-trace.ts'
import { nameOf } from './trace-model.ts'

const told = (model: ReturnType<typeof makeTrace>) =>
  criticalPath(model).map(({ row, fromNano, toNano }) => `${nameOf(model, row)} ${fromNano / 1e6}–${toNano / 1e6}`)

test('the path follows the child that finished last, and before it the one that finished before it started', () => {
  const model = makeTrace(
    { id: 'root', ms: [0, 100] },
    { id: 'first', parent: 'root', ms: [5, 40] },
    { id: 'beside', parent: 'root', ms: [45, 70] },
    { id: 'last', parent: 'root', ms: [42, 90] },
  )
  assert.deepEqual(told(model), ['root 90–100', 'last 42–90', 'root 40–42', 'first 5–40', 'root 0–5'])
})

test('a child that outlives its parent counts up to the end of the parent, and so do its own children', () => {
  const model = makeTrace(
    { id: 'root', ms: [0, 50] },
    { id: 'child', parent: 'root', ms: [10, 80] },
    { id: 'grandchild', parent: 'child', ms: [20, 80] },
  )
  assert.deepEqual(told(model), ['grandchild 20–50', 'child 10–20', 'root 0–10'])
})

test('the path tiles the root without gap or overlap, for any trace', () => {
  fc.assert(
    fc.property(anyTrace, model => {
      let untilNano = model.endNano[model.root] ?? 0
      for (const segment of criticalPath(model)) {
        assert.equal(segment.toNano, untilNano)
        assert.ok(segment.fromNano < segment.toNano)
        untilNano = segment.fromNano
      }
      assert.equal(untilNano, model.startNano[model.root])
    }),
  )
})
