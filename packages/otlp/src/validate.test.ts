import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSpanBatch, spanProblem } from './index.ts'
import { payload } from './testing/internal/span-payload.ts'
import { unwrap } from './testing/internal/unwrap.ts'

const goodTraceId = '0af7651916cd43dd8448eb211c80319c'
const goodSpanId = 'b7ad6b7169203331'

const problemOf = (traceId: string, spanId: string, parentSpanId = ''): string | undefined => {
  const bytes = payload(w => {
    w.hex(1, traceId)
    w.hex(2, spanId)
    w.hex(4, parentSpanId)
  })
  return spanProblem(unwrap(readSpanBatch(bytes)), 0)
}

test('a span with its ids has no problem, with a parent or without', () => {
  assert.equal(problemOf(goodTraceId, goodSpanId), undefined)
  assert.equal(problemOf(goodTraceId, goodSpanId, goodSpanId), undefined)
})

test('a problem names the field and what it was', () => {
  const cases: [string | undefined, string][] = [
    [problemOf('', goodSpanId), 'trace_id must be 16 bytes, but it was 0'],
    [problemOf(`${goodTraceId}00`, goodSpanId), 'trace_id must be 16 bytes, but it was 17'],
    [problemOf('0'.repeat(32), goodSpanId), 'trace_id must not be all zero, but it was'],
    [problemOf(goodTraceId, 'ab'), 'span_id must be 8 bytes, but it was 1'],
    [problemOf(goodTraceId, '0'.repeat(16)), 'span_id must not be all zero, but it was'],
    [problemOf(goodTraceId, goodSpanId, 'ab'), 'parent_span_id must be 8 bytes, but it was 1'],
  ]
  for (const [problem, sentence] of cases) assert.equal(problem, sentence)
})
