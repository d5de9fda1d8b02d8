import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { mock, test } from 'node:test'
import { SpanKind } from '@opentelemetry/api'
import { clockLookMs } from '../limits.ts'
import { openTracer } from '../testing/tracing.ts'

test('a jump of the wall clock moves what begins anew, and nothing of a trace that goes on', () => {
  const { tracer } = openTracer()
  const jumpMs = 3_600_000
  const before = tracer.startChild('before', SpanKind.SERVER, undefined)
  const now = performance.now.bind(performance)
  mock.method(Date, 'now', () => performance.timeOrigin + performance.now() + jumpMs)
  mock.method(performance, 'now', () => now() + clockLookMs)
  const after = tracer.startChild('after', SpanKind.SERVER, undefined)
  const child = tracer.startChild('child', SpanKind.INTERNAL, before)
  child.end()
  before.end()
  mock.restoreAll()

  assert.ok(Math.abs(after.startSeconds - before.startSeconds - (jumpMs + clockLookMs) / 1000) <= 1)
  assert.ok(before.durationMs >= clockLookMs && before.durationMs < jumpMs / 2)
  assert.ok(child.startSeconds - before.startSeconds < jumpMs / 2000)
})
