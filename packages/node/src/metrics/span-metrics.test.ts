import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { describeOperation } from '../instrumentation/messaging/messaging-operation.ts'
import { startProcess } from '../instrumentation/messaging/messaging-span.ts'
import { maxSeries } from '../limits.ts'
import { shareAttributes } from '../recorder/span-encoder.ts'
import { openTracer } from '../testing/tracing.ts'
import { AttributeList } from '../trace/attributes.ts'
import type { RecordedSpan } from '../trace/span.ts'
import { ExponentialHistogram } from './exponential-histogram.ts'
import type { HistogramMetric, Metric } from './model.ts'
import { SpanMetrics, type SpanMetricsOptions } from './span-metrics.ts'

const options: SpanMetricsOptions = {
  isDelta: false,
  newHistogram: () => new ExponentialHistogram(),
  exemplars: 'trace_based',
}

const { start } = openTracer()

/** A span of half a second. */
function spanOf(kind: SpanKind, attributes: Attributes, shared?: AttributeList['shared']): RecordedSpan {
  const span = start('work', { kind, startTime: [1_000_000_000, 0] })
  if (shared !== undefined) span.attributes.share(shared)
  for (const [key, value] of Object.entries(attributes)) span.attributes.add(key, value)
  span.end([1_000_000_000, 500_000_000])
  return span
}

function readAfter(spans: readonly RecordedSpan[], changed: Partial<SpanMetricsOptions> = {}): readonly Metric[] {
  const metrics = new SpanMetrics({ ...options, ...changed }, 1n)
  for (const span of spans) metrics.count(span, true)
  return metrics.read(2n)
}

/** Count, by the name of the metric and the attributes of the series. */
const countsOf = (metrics: readonly Metric[]): Record<string, number> =>
  Object.fromEntries(
    metrics.flatMap(metric =>
      metric.kind === 'histogram'
        ? metric.points.map(point => [keyOf(metric, point.attributes), point.distribution.count])
        : metric.points.map(point => [keyOf(metric, point.attributes), point.value]),
    ),
  )
const keyOf = ({ name }: Metric, attributes: object): string => [name, ...Object.values(attributes)].join(' ')

const request = {
  'http.request.method': 'GET',
  'url.scheme': 'http',
  'network.protocol.version': '1.1',
  'http.response.status_code': 200,
}

function share(attributes: Attributes) {
  const list = new AttributeList()
  for (const [key, value] of Object.entries(attributes)) list.add(key, value)
  return shareAttributes(list)
}

describe('the metrics of spans', () => {
  test('tell requests apart by what the conventions name, and by nothing else', () => {
    const metrics = readAfter([
      spanOf(SpanKind.SERVER, { ...request, 'http.route': '/a', 'url.path': '/a' }),
      spanOf(SpanKind.SERVER, { ...request, 'http.route': '/a', 'url.path': '/other' }),
      spanOf(SpanKind.SERVER, { ...request, 'http.response.status_code': 500, 'error.type': '500' }),
    ])
    assert.deepEqual(countsOf(metrics), {
      'http.server.request.duration GET http 1.1 /a 200': 2,
      'http.server.request.duration GET http 1.1 500 500': 1,
    })
    const [duration] = metrics as HistogramMetric[]
    assert.equal(duration?.unit, 's')
    assert.equal(duration?.points[0]?.distribution.sum, 1)
  })

  const cases: readonly (readonly [string, SpanKind, Attributes, Record<string, number>])[] = [
    [
      'a call',
      SpanKind.CLIENT,
      { 'http.request.method': 'GET', 'server.address': 'b', 'server.port': 80, 'http.response.status_code': 204 },
      { 'http.client.request.duration GET b 80 204': 1 },
    ],
    [
      'a statement',
      SpanKind.CLIENT,
      { 'db.system.name': 'redis', 'db.operation.name': 'GET', 'server.address': 'c' },
      { 'db.client.operation.duration redis GET c': 1 },
    ],
    [
      'a call that is served',
      SpanKind.SERVER,
      { 'rpc.system.name': 'grpc', 'rpc.method': 'shop.Orders/Get', 'server.address': 'c', 'rpc.status_code': 'OK' },
      { 'rpc.server.call.duration grpc shop.Orders/Get OK': 1 },
    ],
    [
      'a call of another process',
      SpanKind.CLIENT,
      { 'rpc.system.name': 'grpc', 'rpc.method': 'shop.Orders/Get', 'server.address': 'c', 'rpc.status_code': 'OK' },
      { 'rpc.client.call.duration grpc shop.Orders/Get c OK': 1 },
    ],
    [
      'a call of a database as one of that',
      SpanKind.CLIENT,
      { 'rpc.system.name': 'aws-api', 'db.system.name': 'aws.dynamodb', 'db.operation.name': 'PutItem' },
      { 'db.client.operation.duration aws.dynamodb PutItem': 1 },
    ],
    [
      'messages that are sent',
      SpanKind.PRODUCER,
      { 'messaging.system.name': 'kafka', 'messaging.destination.name': 'd', 'messaging.batch.message_count': 3 },
      { 'messaging.client.operation.duration kafka d': 1, 'messaging.client.sent.messages kafka d': 3 },
    ],
    [
      'messages by an earlier name of their system',
      SpanKind.PRODUCER,
      { 'messaging.system': 'kafka' },
      { 'messaging.client.operation.duration kafka': 1, 'messaging.client.sent.messages kafka': 1 },
    ],
    [
      'messages that are received',
      SpanKind.CLIENT,
      { 'messaging.system.name': 'kafka', 'messaging.operation.type': 'receive', 'messaging.operation.name': 'poll' },
      { 'messaging.client.operation.duration kafka poll': 1, 'messaging.client.consumed.messages kafka poll': 1 },
    ],
    [
      'a message that is worked on',
      SpanKind.CONSUMER,
      { 'messaging.system.name': 'rabbitmq', 'messaging.destination.name': 'e' },
      { 'messaging.process.duration rabbitmq e': 1, 'messaging.client.consumed.messages rabbitmq e': 1 },
    ],
    ['not a connection to a database', SpanKind.CLIENT, { 'db.system.name': 'postgresql' }, {}],
    [
      'not a message that is only made',
      SpanKind.PRODUCER,
      { 'messaging.system.name': 'k', 'messaging.operation.type': 'create' },
      {},
    ],
    ['not what happens inside', SpanKind.INTERNAL, { 'http.request.method': 'GET' }, {}],
    ['not a server of another kind', SpanKind.SERVER, { 'server.address': 'c' }, {}],
  ]
  for (const [what, kind, attributes, expected] of cases) {
    test(`count ${what}`, () => assert.deepEqual(countsOf(readAfter([spanOf(kind, attributes)])), expected))
  }

  test('count messages of our own instrumentations, and by their template where a destination has one', () => {
    const { tracer } = openTracer()
    const spans = [undefined, 'orders.*'].map(template => {
      const operation = describeOperation({ system: 'nats', type: 'process', destination: 'orders.17', template })
      const { span } = startProcess(tracer, operation, {}, undefined)
      span.end([1_000_000_000, 0])
      return span
    })
    assert.deepEqual(countsOf(readAfter(spans)), {
      'messaging.process.duration nats process orders.17': 1,
      'messaging.process.duration nats process orders.*': 1,
      'messaging.client.consumed.messages nats process orders.17': 1,
      'messaging.client.consumed.messages nats process orders.*': 1,
    })
  })

  test('do not count a message twice that was received before', () => {
    const receive = start('receive', { kind: SpanKind.CONSUMER })
    const { tracer } = openTracer()
    const span = tracer.startChild('process', SpanKind.CONSUMER, receive)
    span.attributes.add('messaging.system.name', 'kafka')
    span.end()
    assert.deepEqual(countsOf(readAfter([span])), { 'messaging.process.duration kafka': 1 })
  })

  test('name a failure that has no reason', () => {
    const span = start('work', { kind: SpanKind.CLIENT })
    span.setAttributes({ 'db.system.name': 'redis', 'db.operation.name': 'GET' })
    span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
    assert.deepEqual(countsOf(readAfter([span])), { 'db.client.operation.duration redis GET _OTHER': 1 })
  })

  test('find the same series by attributes that are shared and by those that are not', () => {
    const { 'http.response.status_code': status, ...rest } = request
    const shared = [share(rest), share(rest)]
    const own = { 'http.route': '/a', 'http.response.status_code': status }
    const spans = [...shared, ...shared].map(each => spanOf(SpanKind.SERVER, own, each))
    const counts = countsOf(readAfter([...spans, spanOf(SpanKind.SERVER, { ...request, ...own })]))
    assert.deepEqual(counts, { 'http.server.request.duration GET http 1.1 /a 200': 5 })
  })

  test('begin anew with each reading where those are of intervals', () => {
    const metrics = new SpanMetrics({ ...options, isDelta: true }, 1n)
    const shared = share({ 'db.system.name': 'redis', 'db.operation.name': 'GET' })
    const count = () => metrics.count(spanOf(SpanKind.CLIENT, {}, shared), true)
    count()
    count()
    const [before] = metrics.read(2n)
    count()
    const [after] = metrics.read(3n)
    assert.deepEqual(
      [before, after].map(metric => metric && countsOf([metric])),
      [{ 'db.client.operation.duration redis GET': 2 }, { 'db.client.operation.duration redis GET': 1 }],
    )
    assert.deepEqual(
      [before, after].map(metric => metric?.kind === 'histogram' && metric.startUnixNano),
      [1n, 2n],
    )
    assert.deepEqual(metrics.read(4n), [])
  })

  test('have an exemplar: the slowest span of the interval among those that are sent', () => {
    const metrics = new SpanMetrics(options, 1n)
    const lasting = (ms: number) => {
      const span = start('work', { kind: SpanKind.SERVER, startTime: 1e12 })
      span.setAttributes(request)
      span.end(1e12 + ms)
      return span
    }
    const [slow, slower, slowest] = [lasting(1), lasting(2), lasting(3)]
    metrics.count(slower, true)
    metrics.count(slow, true)
    metrics.count(slowest, false)
    const exemplarOf = () => (metrics.read(2n)[0] as HistogramMetric).points[0]?.exemplar
    const { traceId, spanId } = slower.spanContext()
    assert.deepEqual(exemplarOf(), { value: 0.002, unixNano: 1_000_000_000_002_000_000n, traceId, spanId })
    assert.equal(exemplarOf(), undefined)
  })

  for (const [exemplars, expected] of [
    ['always_on', [true, true]],
    ['always_off', [false, false]],
    ['trace_based', [true, false]],
  ] as const) {
    test(`have exemplars as the filter ${exemplars} says`, () => {
      const seen = [true, false].map(isSent => {
        const metrics = new SpanMetrics({ ...options, exemplars }, 1n)
        metrics.count(spanOf(SpanKind.SERVER, request), isSent)
        return (metrics.read(2n)[0] as HistogramMetric).points[0]?.exemplar !== undefined
      })
      assert.deepEqual(seen, expected)
    })
  }

  test('have so many series and no more; the rest is counted in one', () => {
    const metrics = new SpanMetrics(options, 1n)
    const count = (route: string) => metrics.count(spanOf(SpanKind.SERVER, { ...request, 'http.route': route }), true)
    for (let i = 0; i < maxSeries - 1; i++) count(`/${i}`)
    assert.deepEqual(metrics.overflowing, [])
    count('/one too many')
    count('/two too many')
    count('/0')
    assert.deepEqual(metrics.overflowing, ['http.server.request.duration'])
    const counts = countsOf(metrics.read(2n))
    assert.equal(Object.keys(counts).length, maxSeries)
    assert.equal(counts['http.server.request.duration true'], 2)
    assert.equal(counts['http.server.request.duration GET http 1.1 /0 200'], 2)
  })
})
