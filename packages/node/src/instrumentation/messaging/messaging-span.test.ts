import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SpanKind } from '@opentelemetry/api'
import { propagatorNamed } from '../../propagation/propagator.ts'
import { alwaysOn } from '../../sampling/head-sampler.ts'
import { attributesOf, openTracer } from '../../testing/tracing.ts'
import { contextWithSpan, passOn, spanOf, suppress, TraceContext } from '../../trace/context.ts'
import { activeContext, runInContext } from '../../trace/context-manager.ts'
import { tracedIterator } from './iteration.ts'
import { recordHeaders, withInjected } from './message-headers.ts'
import { describeOperation, KnownOperations } from './messaging-operation.ts'
import {
  endMessagingSpan,
  endWith,
  runProcessing,
  startProcess,
  startProcessBatch,
  startSend,
} from './messaging-span.ts'

const kafka = { system: 'kafka', destination: 'orders' } as const
const send = describeOperation({ ...kafka, type: 'send', serverAddress: 'broker', serverPort: 9092 })
const processing = describeOperation({ ...kafka, type: 'process', consumerGroup: 'shop' })
const nothing = new TraceContext(undefined, undefined)
const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`

test('what is sent has a span of its own, whose context goes with it', () => {
  const { tracer, start } = openTracer()
  const request = start('request')
  const sending = startSend(
    tracer,
    send,
    { 'messaging.message.id': 'a', 'kafka.offset': undefined },
    contextWithSpan(nothing, request),
  )
  assert.ok(sending?.span)
  const { traceId, spanId } = sending.span.spanContext()
  assert.deepEqual(sending.headers, { traceparent: `00-${traceId}-${spanId}-01` })
  assert.equal(traceId, request.spanContext().traceId)
  assert.deepEqual([sending.span.name, sending.span.kind], ['send orders', SpanKind.PRODUCER + 1])
  assert.deepEqual(attributesOf(sending.span), {
    'messaging.system.name': 'kafka',
    'messaging.operation.name': 'send',
    'messaging.operation.type': 'send',
    'messaging.destination.name': 'orders',
    'server.address': 'broker',
    'server.port': 9092,
    'messaging.message.id': 'a',
  })
})

test('a suppressed context sends nothing of ours; one of an excluded request tells of its caller', () => {
  const { tracer, start, ended } = openTracer()
  assert.equal(startSend(tracer, send, {}, suppress(nothing)), undefined)
  const caller = start('caller')
  const sending = startSend(tracer, send, {}, passOn(nothing, caller))
  const { traceId, spanId } = caller.spanContext()
  assert.deepEqual(sending, { span: undefined, headers: { traceparent: `00-${traceId}-${spanId}-01` } })
  assert.deepEqual(ended, [])
})

test("the app's headers are copied, and those of another trace replaced", () => {
  const headers = Object.freeze({ traceparent: 'old', tracestate: 'old', type: 'order' })
  assert.deepEqual(withInjected(headers, { traceparent }), { type: 'order', traceparent })
  assert.deepEqual(withInjected(undefined, { traceparent }), { traceparent })
})

test('a message is processed as a part of its producer’s trace, with its baggage', () => {
  const { tracer, ended } = openTracer()
  const headers = recordHeaders({ traceparent: Buffer.from(traceparent), baggage: 'tenant=a' })
  const { span, context } = startProcess(tracer, processing, {}, headers)
  const result = runProcessing({ span, context }, () => {
    assert.equal(spanOf(activeContext()), span)
    return 'done'
  })
  assert.equal(result, 'done')
  assert.equal((context as TraceContext).rawBaggage !== undefined, true)
  assert.deepEqual(ended, [span])
  assert.deepEqual([span.name, span.kind, span.hasRemoteParent], ['process orders', SpanKind.CONSUMER + 1, true])
  assert.equal(span.spanContext().traceId, '1'.repeat(32))
  assert.equal(attributesOf(span)['messaging.consumer.group.name'], 'shop')
})

test('a message that tells of nobody begins a trace', () => {
  const { tracer } = openTracer()
  for (const headers of [undefined, null, recordHeaders(null), new Map(), recordHeaders({ traceparent: 7 })]) {
    const { span } = startProcess(tracer, processing, {}, headers)
    assert.deepEqual([span.parentSpanId0, span.parentSpanId1], [0, 0])
  }
})

test('a batch has a trace of its own and links to each message, one message of a batch its producer’s trace', () => {
  const { tracer } = openTracer()
  const headers = new Map([['traceparent', traceparent]])
  const { span } = startProcessBatch(tracer, processing, {}, [headers, undefined, headers])
  assert.notEqual(span.spanContext().traceId, '1'.repeat(32))
  assert.deepEqual(
    span.links?.map(({ context }) => [context.traceId, context.spanId]),
    Array(2).fill(['1'.repeat(32), '2'.repeat(16)]),
  )
  assert.equal(attributesOf(span)['messaging.batch.message_count'], 3)
  const single = startProcessBatch(tracer, processing, {}, [headers]).span
  assert.equal(single.spanContext().traceId, '1'.repeat(32))
  assert.equal(attributesOf(single)['messaging.batch.message_count'], undefined)
})

test('headers are those of the propagator that is set', () => {
  const { tracer } = openTracer({ propagator: propagatorNamed(['b3multi'], alwaysOn) })
  const sending = startSend(tracer, send, {}, nothing)
  assert.deepEqual(Object.keys(sending?.headers ?? {}), ['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled'])
  const bytes = Object.entries(sending?.headers ?? {}).map(([name, value]) => [name, Buffer.from(value)] as const)
  const { span } = startProcess(tracer, processing, {}, new Map(bytes))
  assert.equal(span.spanContext().traceId, sending?.span?.spanContext().traceId)
})

test('a failure is told by the span and thrown on, as the same error, once', async () => {
  const { tracer, ended } = openTracer()
  const failure = Object.assign(new Error('no stock'), { code: 'E_STOCK' })
  const begin = () => startProcess(tracer, processing, {}, undefined)
  assert.throws(
    () =>
      runProcessing(begin(), () => {
        throw failure
      }),
    failure,
  )
  const rejected = runProcessing(begin(), () => Promise.reject(failure))
  assert.equal(ended.length, 1)
  await assert.rejects(rejected, failure)
  await assert.rejects(endWith(Promise.reject(failure), begin().span, undefined), failure)
  endMessagingSpan(undefined, failure)
  assert.deepEqual(
    ended.map(span => [span.statusCode, span.statusMessage, attributesOf(span)['error.type']]),
    Array(3).fill([2, 'no stock', 'E_STOCK']),
  )
})

test('a destination is described once, until there are too many', () => {
  const described: string[] = []
  const operations = new KnownOperations(destination => {
    described.push(destination)
    return { system: 'nats', type: 'send', destination }
  })
  assert.equal(operations.of('a'), operations.of('a'))
  for (let i = 0; i < 1_000; i++) operations.of(String(i))
  operations.of('a')
  assert.deepEqual([described.length, described.at(-1)], [1_002, 'a'])
})

test('what a loop does with a message has its span, and what comes after the loop has not', async () => {
  const { tracer, ended, start } = openTracer()
  async function* messages() {
    yield* ['a', 'b', 'c']
  }
  const outer = start('outer')
  const loop = async (last: string) => {
    const seen: unknown[] = []
    const iterator = tracedIterator(messages(), id =>
      startProcess(tracer, processing, { 'messaging.message.id': id }, undefined),
    )
    for await (const id of { [Symbol.asyncIterator]: () => iterator }) {
      const before = spanOf(activeContext())
      await new Promise(resolve => setImmediate(resolve))
      const span = spanOf(activeContext())
      assert.equal(span, before)
      assert.notEqual(span, outer)
      seen.push(span)
      if (id === last) break
    }
    assert.equal(spanOf(activeContext()), outer)
    return seen
  }
  for (const [last, count] of [
    ['none', 3],
    ['b', 2],
  ] as const) {
    ended.length = 0
    const seen = await runInContext(contextWithSpan(nothing, outer), loop, last)
    assert.deepEqual(ended, seen)
    assert.equal(seen.length, count)
  }
})
