import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeTrace } from '../model/testing/make-trace.ts'
import { oddities } from './oddities.ts'

const told = (model: ReturnType<typeof makeTrace>, row: number) =>
  oddities(model, row).map(sentence => sentence.replaceAll('\u00a0', ' '))

test('a span in its place has nothing odd to tell', () => {
  assert.deepEqual(told(makeTrace({ id: 'a', ms: [0, 1] }), 0), [])
})

test('an early start is blamed on clocks only between services', () => {
  const across = makeTrace({ id: 'a', ms: [5, 9] }, { id: 'b', parent: 'a', service: 'auth', ms: [3, 8] })
  assert.deepEqual(told(across, 1), ['It starts 2.00 ms before its parent: the clocks of the two services may differ.'])
  const within = makeTrace({ id: 'a', ms: [5, 9] }, { id: 'b', parent: 'a', ms: [3, 8] })
  assert.deepEqual(told(within, 1), ['It starts 2.00 ms before its parent.'])
})

test('a late end is told as work that the parent did not wait for', () => {
  const model = makeTrace({ id: 'a', ms: [0, 9] }, { id: 'b', parent: 'a', ms: [3, 12] })
  assert.deepEqual(told(model, 1), ['It ends 3.00 ms after its parent, which did not wait for it.'])
})

test('a missing parent is named by its id', () => {
  assert.match(told(makeTrace({ id: 'a', parent: 'gone', ms: [0, 1] }), 0)[0] ?? '', /parent gone is not in this trace/)
})

test('a span that has not ended says how far it is drawn', () => {
  const model = makeTrace(
    { id: 'a', ms: [0, undefined] },
    { id: 'b', parent: 'a', ms: [1, 9], attributes: { 'throughline.unfinished': true } },
  )
  assert.match(told(model, 0)[0] ?? '', /drawn up to the end of the trace/)
  assert.match(told(model, 1)[0] ?? '', /process hung or ended/)
})
