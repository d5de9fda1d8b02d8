import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeTrace } from './testing/make-trace.ts'
import { durationOf, hasFlag, nameOf, SpanFlag } from './trace-model.ts'

const unfinished = { 'throughline.unfinished': true }

test('a span that was told while it was open has not ended, and lasts until then', () => {
  const model = makeTrace(
    { id: 'root', ms: [0, 100] },
    { id: 'a', parent: 'root', ms: [10, 40], attributes: unfinished },
  )
  assert.ok(hasFlag(model, 1, SpanFlag.unfinished))
  assert.equal(model.unfinishedCount, 1)
  assert.equal(durationOf(model, 1), 30e6)
})

test('what the attribute says counts, and not that it is there', () => {
  const model = makeTrace({ id: 'a', ms: [0, 1], attributes: { 'throughline.unfinished': false } })
  assert.equal(model.unfinishedCount, 0)
})

const open = { id: 'a', name: 'open', ms: [0, 40], attributes: unfinished } as const
const ended = { id: 'a', name: 'ended', ms: [0, 90] } as const

for (const [order, sketches] of [
  ['before', [open, ended]],
  ['after', [ended, open]],
] as const) {
  test(`a span that has ended after all is shown once, where it was told ${order} that`, () => {
    const model = makeTrace(...sketches, { id: 'child', parent: 'a', ms: [1, 2] })
    assert.equal(model.spanCount, 2)
    assert.equal(nameOf(model, 0), 'ended')
    assert.equal(model.parent[1], 0)
    assert.equal(model.unfinishedCount, 0)
    assert.equal(model.durationNano, 90e6)
  })
}

test('of a span that was told twice and has never ended, the later is shown', () => {
  const model = makeTrace({ ...open, name: 'later', ms: [0, 60] }, open)
  assert.equal(model.spanCount, 1)
  assert.equal(nameOf(model, 0), 'later')
})
