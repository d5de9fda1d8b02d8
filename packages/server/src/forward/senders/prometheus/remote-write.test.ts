import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Metric, writeMetricsProto } from '@throughline/otlp'
import { requireProgram } from '@throughline/otlp/testing'
import { openTestForwarder } from '../../testing/forwarder.ts'
import { metricOf, metricsOf, pointOf } from '../../testing/metrics.ts'
import { startPrometheus } from '../../testing/prometheus.ts'
import { startReceiver } from '../../testing/receiver.ts'

const prometheus = requireProgram('prometheus', 'prometheus')
const CUMULATIVE = 2
const DELTA = 1

const requests = (aggregationTemporality: number): Metric =>
  metricOf('http.requests', '{request}', {
    kind: 'sum',
    isMonotonic: true,
    aggregationTemporality,
    dataPoints: [{ ...pointOf({ 'http.route': '/cart' }), value: { kind: 'int', value: 42n } }],
  })

const everyKind: readonly Metric[] = [
  requests(CUMULATIVE),
  metricOf('cpu.utilization', '1', {
    kind: 'gauge',
    dataPoints: [{ ...pointOf(), value: { kind: 'double', value: 0.25 } }],
  }),
  metricOf('request.duration', 's', {
    kind: 'histogram',
    aggregationTemporality: CUMULATIVE,
    dataPoints: [
      {
        ...pointOf(),
        count: 6n,
        sum: 1.5,
        min: undefined,
        max: undefined,
        bucketCounts: [1n, 2n, 3n],
        explicitBounds: [0.1, 1],
      },
    ],
  }),
  metricOf('response.size', 'By', {
    kind: 'exponentialHistogram',
    aggregationTemporality: CUMULATIVE,
    dataPoints: [
      {
        ...pointOf(),
        count: 10n,
        sum: 30,
        min: undefined,
        max: undefined,
        scale: 0,
        zeroCount: 1n,
        zeroThreshold: 0,
        positive: { offset: 1, bucketCounts: [4n, 0n, 5n] },
        negative: { offset: 0, bucketCounts: [] },
      },
    ],
  }),
  metricOf('gc.pause', 'ms', {
    kind: 'summary',
    dataPoints: [{ ...pointOf(), count: 3n, sum: 9, quantileValues: [{ quantile: 0.5, value: 2 }] }],
  }),
]

const resource = {
  'service.namespace': 'store',
  'service.name': 'cart',
  'service.instance.id': 'cart-1',
  'host.name': 'a',
}

const request = (metrics: readonly Metric[], attributes = {}) => ({
  signal: 'metrics' as const,
  bytes: writeMetricsProto(metricsOf(metrics, attributes)),
  itemCount: metrics.length,
})

test('a real Prometheus has every kind of metric under its names', { skip: prometheus.skip }, async t => {
  const { writeUrl, query } = await startPrometheus(t, prometheus.path)
  const forwarder = await openTestForwarder(t, { type: 'prometheus_remote_write', endpoint: writeUrl })
  await forwarder.take(request(everyKind, resource))
  await forwarder.close()
  assert.deepEqual([forwarder.stats().lastError, forwarder.stats().sentItems.metrics], ['', everyKind.length])

  const valueAt = async (expression: string) => (await query(expression))[0]?.value?.[1]
  const [counter] = await query('http_requests_total')
  assert.deepEqual(counter?.metric, {
    __name__: 'http_requests_total',
    http_route: '/cart',
    instance: 'cart-1',
    job: 'store/cart',
    otel_scope_name: 'shop',
    otel_scope_version: '1.0',
  })
  assert.equal(counter?.value?.[1], '42')
  assert.equal(await valueAt('cpu_utilization_ratio'), '0.25')
  for (const [bound, count] of Object.entries({ '0.1': '1', '1': '3', '+Inf': '6' })) {
    assert.equal(await valueAt(`request_duration_seconds_bucket{le="${bound}"}`), count)
  }
  assert.equal(await valueAt('request_duration_seconds_sum'), '1.5')
  assert.equal(await valueAt('request_duration_seconds_count'), '6')
  assert.equal(await valueAt('gc_pause_milliseconds{quantile="0.5"}'), '2')
  assert.equal(await valueAt('gc_pause_milliseconds_count'), '3')
  assert.equal((await query('target_info'))[0]?.metric.host_name, 'a')

  const [native] = await query('response_size_bytes')
  const { count, sum, buckets } = native?.histogram?.[1] ?? {}
  assert.deepEqual([count, sum], ['10', '30'])
  const positive = (buckets ?? []).filter(([, lower]) => Number(lower) > 1).map(([, ...bucket]) => bucket)
  assert.deepEqual(positive, [
    ['2', '4', '4'],
    ['8', '16', '5'],
  ])
})

test('what counts from report to report is refused and counted, and the rest arrives', async t => {
  const receiver = await startReceiver(t)
  const forwarder = await openTestForwarder(t, { type: 'prometheus_remote_write', endpoint: receiver.url })
  await forwarder.take(request([requests(DELTA), requests(CUMULATIVE)]))
  await forwarder.close()
  const { sentItems, rejectedItems, lastError } = forwarder.stats()
  assert.deepEqual([sentItems.metrics, rejectedItems.metrics], [1, 1])
  assert.match(lastError, /^http\.requests .*delta/)
  assert.equal(receiver.requests[0]?.headers['content-encoding'], 'snappy')
})

test('a request of which nothing can be told is not sent at all', async t => {
  const receiver = await startReceiver(t)
  const forwarder = await openTestForwarder(t, { type: 'prometheus_remote_write', endpoint: receiver.url })
  await forwarder.take(request([requests(DELTA)]))
  await forwarder.close()
  assert.equal(forwarder.stats().rejectedItems.metrics, 1)
  assert.equal(receiver.requests.length, 0)
})
