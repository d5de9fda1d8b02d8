import assert from 'node:assert/strict'
import { test } from 'node:test'
import { polledSpans, settledAfterMs } from '../limits.ts'
import { makeTrace, startUnixNano } from '../model/testing/make-trace.ts'
import { mayGrow } from './queries.ts'

const trace = makeTrace({ id: 'a', ms: [0, 1000] })
const endMs = Number(startUnixNano / 1_000_000n) + 1000

test('a trace may grow until its last span ended long enough ago', () => {
  assert.ok(mayGrow(trace, endMs + settledAfterMs - 1))
  assert.ok(!mayGrow(trace, endMs + settledAfterMs))
})

test('a trace that has not come yet or is too large to ask for again is not polled', () => {
  assert.ok(!mayGrow(undefined, endMs))
  assert.ok(mayGrow({ ...trace, spanCount: polledSpans }, endMs))
  assert.ok(!mayGrow({ ...trace, spanCount: polledSpans + 1 }, endMs))
})
