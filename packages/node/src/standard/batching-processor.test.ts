import assert from 'node:assert/strict'
import { before, beforeEach, describe, test } from 'node:test'
import { exporterTimeoutMs, maxExportSpans, maxQueuedSpans } from '../limits.ts'
import { openStandardTracing } from '../testing/standard-tracing.ts'
import { isSuppressed } from '../trace/context.ts'
import { activeContext } from '../trace/context-manager.ts'
import { BatchingProcessor } from './batching-processor.ts'
import type { SpanExporter } from './types.ts'

const DELAY_MS = 500
type Answer = Parameters<SpanExporter['export']>[1]

/** An exporter that answers when the test does. */
function openExporter() {
  const batches: string[][] = []
  const answers: Answer[] = []
  const calls: string[] = []
  const exporter: SpanExporter = {
    export(spans, answer) {
      batches.push(spans.map(span => span.name))
      answers.push(answer)
      calls.push(isSuppressed(activeContext()) ? 'untraced' : 'traced')
    },
    forceFlush: async () => void calls.push('forceFlush'),
    shutdown: async () => void calls.push('shutdown'),
  }
  const answer = (code = 0) => {
    for (const give of answers.splice(0)) give({ code })
    return new Promise(resolve => setImmediate(resolve))
  }
  return { batches, calls, exporter, answer }
}

describe('the processor around an exporter', () => {
  before(() => {
    process.env.OTEL_LOG_LEVEL = 'none'
  })
  let opened: ReturnType<typeof openExporter>
  let processor: BatchingProcessor
  let makeSpans: (count: number) => void
  beforeEach(() => {
    opened = openExporter()
    processor = new BatchingProcessor(opened.exporter, DELAY_MS)
    const { tracer } = openStandardTracing([processor])
    makeSpans = count => {
      for (let i = 0; i < count; i++) tracer.startSpan(`${i}`).end()
    }
  })
  const sizes = () => opened.batches.map(({ length }) => length)

  test('exports when the delay is over, in a context that is not traced', t => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    makeSpans(2)
    t.mock.timers.tick(DELAY_MS - 1)
    assert.deepEqual(opened.batches, [])
    t.mock.timers.tick(1)
    assert.deepEqual([opened.batches, opened.calls], [[['0', '1']], ['untraced']])
  })

  test('exports at once when a batch is full, and not more at a time', async () => {
    makeSpans(maxExportSpans - 1)
    assert.deepEqual(sizes(), [])
    makeSpans(maxExportSpans + 1)
    assert.deepEqual(sizes(), [maxExportSpans])
    await opened.answer()
    assert.deepEqual(sizes(), [maxExportSpans, maxExportSpans])
  })

  test('keeps as many as fit while the exporter is busy, and drops the next', async () => {
    makeSpans(maxExportSpans)
    makeSpans(maxQueuedSpans + 1)
    const flushed = processor.forceFlush()
    while (sizes().reduce((a, b) => a + b) < maxExportSpans + maxQueuedSpans) await opened.answer()
    await opened.answer()
    await flushed
    assert.deepEqual(sizes(), [maxExportSpans, ...new Array(maxQueuedSpans / maxExportSpans).fill(maxExportSpans)])
  })

  test('goes on after a failure, and after an exporter that never answers', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    makeSpans(maxExportSpans)
    makeSpans(maxExportSpans)
    await opened.answer(1)
    assert.deepEqual(sizes(), [maxExportSpans, maxExportSpans])
    makeSpans(maxExportSpans)
    t.mock.timers.tick(exporterTimeoutMs - 1)
    await new Promise(resolve => setImmediate(resolve))
    assert.equal(sizes().length, 2)
    t.mock.timers.tick(1)
    await new Promise(resolve => setImmediate(resolve))
    assert.equal(sizes().length, 3)
  })

  test('leaves unsampled spans out', async () => {
    const sampler = { shouldSample: () => ({ decision: 1 }), toString: () => 'recording' }
    const { tracer } = openStandardTracing([processor], { sampler })
    tracer.startSpan('unsampled').end()
    await processor.forceFlush()
    assert.deepEqual(opened.batches, [])
  })

  test('flushes the exporter too, and after shutdown() takes no more', async () => {
    makeSpans(1)
    const stopped = processor.shutdown()
    await opened.answer()
    await stopped
    assert.deepEqual(opened.calls, ['untraced', 'forceFlush', 'shutdown'])
    makeSpans(maxExportSpans)
    assert.deepEqual(sizes(), [1])
  })
})
