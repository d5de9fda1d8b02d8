import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrivalPatienceMs, arrivalPollMs, polledSpans, settledAfterMs } from '../limits.ts'
import { makeTrace, startUnixNano } from '../model/testing/make-trace.ts'
import { RequestFailed } from './client.ts'
import { tracePollMs } from './queries.ts'

const trace = makeTrace({ id: 'a', ms: [0, 1000] })
const endMs = Number(startUnixNano / 1_000_000n) + 1000

test('a trace that came is asked for again until its last span ended long enough ago', () => {
  assert.equal(tracePollMs(trace, null, endMs, endMs + settledAfterMs - 1), arrivalPollMs)
  assert.equal(tracePollMs(trace, null, endMs, endMs + settledAfterMs), false)
})

test('a trace too large to read again is not asked for again', () => {
  assert.equal(tracePollMs({ ...trace, spanCount: polledSpans }, null, endMs, endMs), arrivalPollMs)
  assert.equal(tracePollMs({ ...trace, spanCount: polledSpans + 1 }, null, endMs, endMs), false)
})

test('a trace that is not there is waited for as long as an exporter may hold it back', () => {
  const notFound = new RequestFailed(404, 'No trace with this id.')
  assert.equal(tracePollMs(undefined, notFound, 0, arrivalPatienceMs - 1), arrivalPollMs)
  assert.equal(tracePollMs(undefined, notFound, 0, arrivalPatienceMs), false)
})

test('a server that does not answer is asked for ever, a question it refused never again', () => {
  assert.equal(tracePollMs(undefined, new RequestFailed(0, 'The server does not answer.'), 0, 1e9), arrivalPollMs)
  assert.equal(tracePollMs(undefined, new RequestFailed(400, 'Not a trace id.'), 0, 0), false)
})
