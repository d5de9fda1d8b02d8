import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptySpan } from './drafts/traces.ts'
import { type Span, type SpanId, spanProblem, type TraceId } from './index.ts'

const goodTraceId = '0af7651916cd43dd8448eb211c80319c'
const goodSpanId = 'b7ad6b7169203331'

const spanWith = (traceId: string, spanId: string, parentSpanId = ''): Span => ({
  ...emptySpan(),
  traceId: traceId as TraceId,
  spanId: spanId as SpanId,
  parentSpanId: parentSpanId as SpanId,
})

test('a span with its ids has no problem, with a parent or without', () => {
  assert.equal(spanProblem(spanWith(goodTraceId, goodSpanId)), undefined)
  assert.equal(spanProblem(spanWith(goodTraceId, goodSpanId, goodSpanId)), undefined)
})

test('a problem names the field and what it was', () => {
  const cases: [Span, string][] = [
    [spanWith('', goodSpanId), 'trace_id must be 16 bytes, but it was 0'],
    [spanWith(`${goodTraceId}00`, goodSpanId), 'trace_id must be 16 bytes, but it was 17'],
    [spanWith('0'.repeat(32), goodSpanId), 'trace_id must not be all zero, but it was'],
    [spanWith(goodTraceId, 'ab'), 'span_id must be 8 bytes, but it was 1'],
    [spanWith(goodTraceId, '0'.repeat(16)), 'span_id must not be all zero, but it was'],
    [spanWith(goodTraceId, goodSpanId, 'ab'), 'parent_span_id must be 8 bytes, but it was 1'],
  ]
  for (const [span, problem] of cases) assert.equal(spanProblem(span), problem)
})
