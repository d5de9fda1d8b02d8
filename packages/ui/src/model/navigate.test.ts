import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  ancestors,
  carryRows,
  findCulprit,
  findRows,
  nextError,
  positionOf,
  reveal,
  stepLevel,
  visibleRows,
} from './navigate.ts'
import { anyTrace, makeTrace } from './testing/make-trace.ts'
import { nameOf } from './trace-model.ts'

const checkout = makeTrace(
  { id: 'root', name: 'GET /checkout', ms: [0, 100], error: '' },
  { id: 'call', parent: 'root', name: 'GET', ms: [1, 60], error: '' },
  { id: 'auth', parent: 'call', name: 'GET /session', service: 'auth', ms: [2, 59], error: '' },
  { id: 'query', parent: 'auth', name: 'SELECT users', service: 'auth', ms: [3, 58], error: 'timed out' },
  { id: 'orders', parent: 'root', name: 'POST /orders', service: 'orders', ms: [61, 90] },
  { id: 'cache', parent: 'orders', name: 'GET cache', service: 'orders', ms: [62, 63], error: 'miss' },
)
const named = (row: number | undefined) => (row === undefined ? undefined : nameOf(checkout, row))
const withCollapsed = fc.tuple(anyTrace, fc.array(fc.nat(19))).map(([model, rows]) => ({
  model,
  collapsed: new Set(rows.filter(row => row < model.spanCount)),
}))

test('the visible rows are those none of whose ancestors is collapsed', () => {
  fc.assert(
    fc.property(withCollapsed, ({ model, collapsed }) => {
      const slow = model.spans.flatMap((_, row) =>
        ancestors(model, row).some(above => collapsed.has(above)) ? [] : [row],
      )
      assert.deepEqual([...visibleRows(model, collapsed)], slow)
    }),
  )
})

test('a row is found at its own position, or at that of the collapsed ancestor that hides it', () => {
  fc.assert(
    fc.property(withCollapsed, ({ model, collapsed }) => {
      const visible = visibleRows(model, collapsed)
      model.spans.forEach((_, row) => {
        const shown = [row, ...ancestors(model, row)].find(candidate => visible.includes(candidate))
        assert.equal(visible[positionOf(visible, row)], shown)
      })
    }),
  )
})

test('revealing a row makes it visible and closes nothing', () => {
  fc.assert(
    fc.property(withCollapsed, fc.nat(19), ({ model, collapsed }, pick) => {
      const row = pick % model.spanCount
      const opened = reveal(model, collapsed, row)
      assert.ok(visibleRows(model, opened).includes(row))
      assert.ok(opened.isSubsetOf(collapsed))
    }),
  )
})

test('levels close from the deepest and open again', () => {
  const closed = stepLevel(checkout, new Set(), -1)
  assert.deepEqual([...visibleRows(checkout, closed)].map(named), [
    'GET /checkout',
    'GET',
    'GET /session',
    'POST /orders',
    'GET cache',
  ])
  assert.equal(visibleRows(checkout, stepLevel(checkout, closed, 1)).length, 6)
  const roots = [1, 2, 3, 4].reduce(open => stepLevel(checkout, open, -1), new Set() as ReadonlySet<number>)
  assert.deepEqual([...visibleRows(checkout, roots)], [0])
})

test('errors are stepped through in row order and wrap around', () => {
  assert.equal(named(nextError(checkout, undefined, 1)), 'GET /checkout')
  assert.equal(named(nextError(checkout, 3, 1)), 'GET cache')
  assert.equal(named(nextError(checkout, 5, 1)), 'GET /checkout')
  assert.equal(named(nextError(checkout, 0, -1)), 'GET cache')
  assert.equal(nextError(makeTrace({ id: 'a', ms: [0, 1] }), 0, 1), undefined)
})

test('the culprit is the deepest failure that reached the root, not one that was handled on the way', () => {
  assert.equal(named(findCulprit(checkout)), 'SELECT users')
})

test('where no failure reached the root the deepest one is the culprit', () => {
  const model = makeTrace(
    { id: 'root', ms: [0, 9] },
    { id: 'a', parent: 'root', ms: [1, 8], error: '' },
    { id: 'b', parent: 'a', ms: [1, 8], error: '' },
  )
  assert.equal(findCulprit(model), 2)
  assert.equal(findCulprit(makeTrace({ id: 'a', ms: [0, 1] })), undefined)
})

test('of several attempts the last one is the culprit', () => {
  const model = makeTrace(
    { id: 'root', ms: [0, 9], error: '' },
    { id: 'first', parent: 'root', ms: [1, 2], error: '' },
    { id: 'second', parent: 'root', ms: [3, 4], error: '' },
  )
  assert.equal(nameOf(model, findCulprit(model) ?? -1), 'second')
})

test('find looks into names, services and attribute values, whatever the case', () => {
  assert.deepEqual(findRows(checkout, 'SESSION', 10).map(named), ['GET /session'])
  assert.deepEqual(findRows(checkout, 'orders', 10).map(named), ['POST /orders', 'GET cache'])
  const model = makeTrace({ id: 'a', ms: [0, 1], attributes: { 'url.path': '/Users/7' } })
  assert.deepEqual(findRows(model, 'users/7', 10), [0])
  assert.deepEqual(findRows(checkout, '  ', 10), [])
})

test('find stops at its limit', () => {
  assert.equal(findRows(checkout, 'e', 2).length, 2)
})

test('rows are carried to a newer model of the trace by span id', () => {
  const older = makeTrace({ id: 'b', ms: [5, 9] }, { id: 'gone', ms: [6, 7] })
  const newer = makeTrace({ id: 'a', ms: [0, 10] }, { id: 'b', parent: 'a', ms: [5, 9] })
  assert.deepEqual([...carryRows(older, newer, new Set([0, 1]))], [1])
})
