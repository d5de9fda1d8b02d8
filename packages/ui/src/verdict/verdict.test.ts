import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyTrace, makeTrace } from '../model/testing/make-trace.ts'
import { verdict } from './verdict.ts'

const told = (model: ReturnType<typeof makeTrace>) =>
  verdict(model)
    .map(part => (part.kind === 'text' ? part.text : part.kind === 'span' ? `[${part.text}]` : `“${part.text}”`))
    .join('')
    .replaceAll('\u00a0', ' ')

test('the slow query that timed out is named with its service, its database and its own words', () => {
  const model = makeTrace(
    { id: 'root', name: 'GET /checkout', ms: [0, 1920], error: '' },
    { id: 'call', parent: 'root', name: 'GET', kind: 3, ms: [80, 1900], error: '' },
    { id: 'session', parent: 'call', name: 'GET /session', service: 'auth', ms: [90, 1890], error: '' },
    {
      id: 'query',
      parent: 'session',
      name: 'SELECT users',
      service: 'auth',
      kind: 3,
      ms: [150, 1860],
      error: '',
      exception: { type: 'Error', message: 'Query read timeout\n  at client' },
      attributes: { 'db.namespace': 'users-db' },
    },
  )
  assert.equal(
    told(model),
    '1.92 s; 1.71 s of it in [SELECT users] (auth → users-db), which timed out: “Query read timeout”.',
  )
})

test('a failure elsewhere than the time is told apart from it', () => {
  const model = makeTrace(
    { id: 'root', name: 'GET /', ms: [0, 100], error: '' },
    { id: 'slow', parent: 'root', service: 'orders', ms: [0, 90] },
    { id: 'write', parent: 'root', service: 'shipping', ms: [90, 95], error: 'disk full.' },
  )
  assert.equal(told(model), '100 ms; 90.0 ms of it in [slow] (orders); [write] (shipping) failed: “disk full”.')
})

test('no span is blamed when none took a third of the time', () => {
  const parts = [0, 20, 40, 60, 80].map(start => ({
    id: `p${start}`,
    parent: 'root',
    ms: [start, start + 20] as [number, number],
  }))
  assert.equal(told(makeTrace({ id: 'root', ms: [0, 100] }, ...parts)), '100 ms, spread over 6 spans.')
})

test('time that a span with children spent by itself is told as its own', () => {
  const model = makeTrace({ id: 'root', ms: [0, 100] }, { id: 'child', parent: 'root', ms: [10, 20] })
  assert.equal(told(model), '100 ms; 90.0 ms of it in [root] itself (gateway).')
})

test('a trace of one span is told without shares', () => {
  assert.equal(told(makeTrace({ id: 'root', ms: [0, 12] })), '12.0 ms in [root] (gateway).')
})

test('a missing root and unfinished spans are said', () => {
  const model = makeTrace({ id: 'a', parent: 'gone', ms: [0, undefined] }, { id: 'b', parent: 'a', ms: [0, 10] })
  assert.equal(
    told(model),
    'The root span has not arrived. So far: 10.0 ms; all of it in [b] (gateway). 1 span has not ended.',
  )
})

test('a root that has not ended has no duration yet', () => {
  const model = makeTrace({ id: 'root', ms: [0, undefined] }, { id: 'a', parent: 'root', ms: [0, 40] })
  assert.equal(
    told(model),
    'The root span has not ended. So far: 40.0 ms; all of it in [a] (gateway). 1 span has not ended.',
  )
})

test('where the trace is longer than its root, the time told is said to be that of the root', () => {
  const queued = makeTrace(
    { id: 'post', name: 'POST /order', ms: [0, 50] },
    { id: 'mail', parent: 'post', service: 'mailer', ms: [100, 1000] },
  )
  assert.equal(told(queued), '1.00 s in all; [POST /order] took 50.0 ms, all of it in [POST /order] itself (gateway).')
  const roots = makeTrace(
    { id: 'first', ms: [0, 90] },
    { id: 'step', parent: 'first', ms: [10, 60] },
    { id: 'second', ms: [100, 190] },
  )
  assert.equal(told(roots), '190 ms in all; [first] took 90.0 ms, 50.0 ms of it in [step] (gateway).')
})

test('time that cannot be measured is not spread', () => {
  assert.equal(told(makeTrace({ id: 'root', ms: [0, 0] }, { id: 'a', parent: 'root', ms: [0, 0] })), '0 s in 2 spans.')
})

test('an orphan beside a root is said, since part of the story is missing', () => {
  const model = makeTrace({ id: 'root', ms: [0, 100] }, { id: 'lost', parent: 'gone', ms: [10, 60] })
  assert.equal(told(model), '100 ms; all of it in [root] (gateway). 1 span names a parent that has not arrived.')
})

test('a failure without words is told without a quote', () => {
  const model = makeTrace({ id: 'root', ms: [0, 10] }, { id: 'a', parent: 'root', ms: [0, 10], error: '' })
  assert.equal(told(model), '10.0 ms; all of it in [a] (gateway), which failed.')
})

test('any trace has a verdict that names only its own spans', () => {
  fc.assert(
    fc.property(anyTrace, model => {
      for (const part of verdict(model)) if (part.kind === 'span') assert.ok(part.row < model.spanCount)
    }),
  )
})
