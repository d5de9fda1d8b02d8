import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AnyValue, type KeyValue, type Span, type SpanId, type TraceId, unixNano } from '@throughline/otlp'
import { aSpan, tracesOf } from '../../../testing/traces.ts'
import { openTestForwarder } from '../../testing/forwarder.ts'
import { startReceiver } from '../../testing/receiver.ts'
import { spansNamed } from '../../testing/spans.ts'
import { zipkinSpans } from './zipkin-span.ts'

const text = (key: string, value: string): KeyValue => ({ key, value: { kind: 'string', value } })
const of = (key: string, value: AnyValue): KeyValue => ({ key, value })

function translated(different: Partial<Span>) {
  const [span] = zipkinSpans(tracesOf([aSpan(different)]))
  assert.ok(span)
  return span
}

test('a span becomes what the specification says', () => {
  const span = translated({
    traceId: '0af7651916cd43dd8448eb211c80319c' as TraceId,
    spanId: 'b7ad6b7169203331' as SpanId,
    parentSpanId: '00f067aa0ba902b7' as SpanId,
    name: 'GET /cart',
    kind: 3,
    startTimeUnixNano: unixNano(1_700_000_000_000_001_999n),
    endTimeUnixNano: unixNano(1_700_000_000_000_004_233n),
    attributes: [
      text('server.address', 'db'),
      of('retries', { kind: 'int', value: 3n }),
      of('cached', { kind: 'bool', value: false }),
      of('sizes', { kind: 'array', values: [{ kind: 'double', value: 1.5 }] }),
    ],
    events: [
      { timeUnixNano: unixNano(1_700_000_000_000_003_000n), name: 'plain', attributes: [], droppedAttributesCount: 0 },
      {
        timeUnixNano: unixNano(1_700_000_000_000_003_000n),
        name: 'retry',
        attributes: [of('attempt', { kind: 'int', value: 2n })],
        droppedAttributesCount: 0,
      },
    ],
    droppedEventsCount: 4,
    status: { code: 2, message: 'broken' },
  })
  assert.deepEqual(span, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    id: 'b7ad6b7169203331',
    parentId: '00f067aa0ba902b7',
    name: 'GET /cart',
    kind: 'CLIENT',
    timestamp: 1_700_000_000_000_001,
    duration: 2,
    localEndpoint: { serviceName: 'shop' },
    remoteEndpoint: { serviceName: 'db' },
    annotations: [
      { timestamp: 1_700_000_000_000_003, value: 'plain' },
      { timestamp: 1_700_000_000_000_003, value: '"retry": {"attempt":2}' },
    ],
    tags: {
      'server.address': 'db',
      retries: '3',
      cached: 'false',
      sizes: '[1.5]',
      'otel.scope.name': 'test',
      'otel.dropped_events_count': '4',
      'otel.status_code': 'ERROR',
      error: 'broken',
    },
  })
})

test('what is empty is left out', () => {
  const span = translated({ kind: 1, status: { code: 0, message: '' } })
  for (const field of ['parentId', 'kind', 'remoteEndpoint', 'annotations']) assert.ok(!(field in span), field)
  assert.deepEqual(span.tags, { 'otel.scope.name': 'test' })
})

test('an error without words is an empty tag, and a tag that says there was none is removed', () => {
  assert.equal(translated({ status: { code: 2, message: '' } }).tags?.error, '')
  const denied = translated({ attributes: [of('error', { kind: 'bool', value: false })] })
  assert.ok(!('error' in (denied.tags ?? {})))
})

test('an address has its port, and the name of a service wins over it', () => {
  const attributes = [text('network.peer.address', '10.0.0.1'), of('network.peer.port', { kind: 'int', value: 80n })]
  const nameOf = (different: Partial<Span>) => translated(different).remoteEndpoint?.serviceName
  assert.equal(nameOf({ kind: 4, attributes }), '10.0.0.1:80')
  assert.equal(nameOf({ kind: 4, attributes: [...attributes, text('peer.service', 'queue')] }), 'queue')
  assert.equal(nameOf({ kind: 2, attributes }), undefined)
})

test('a span whose clock was set back lasts no time', () => {
  assert.equal(translated({ startTimeUnixNano: unixNano(5_000n), endTimeUnixNano: unixNano(1_000n) }).duration, 0)
})

test('spans arrive as one JSON array, and a server that fails is asked again', async t => {
  const receiver = await startReceiver(t)
  receiver.answer = response => {
    receiver.answer = again => again.writeHead(202).end()
    response.writeHead(500).end('out of memory')
  }
  const endpoint = `${receiver.url}/api/v2/spans`
  const forwarder = await openTestForwarder(t, { type: 'zipkin', endpoint })
  await forwarder.take(spansNamed('a', 'b'))
  await receiver.requestCount(2)
  const [first, second] = receiver.requests
  assert.equal(second?.path, '/api/v2/spans')
  assert.equal(second?.headers['content-type'], 'application/json')
  assert.deepEqual(first?.body, second?.body)
  const spans: { name: string }[] = JSON.parse(String(second?.body))
  assert.deepEqual(
    spans.map(({ name }) => name),
    ['a', 'b'],
  )
  assert.equal(forwarder.stats().lastError, 'HTTP 500: out of memory')
})
