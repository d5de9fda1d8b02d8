import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logMetrics, ownMetrics } from '../health/own-metrics.ts'
import { encodeResource } from '../resource/resource.ts'
import { readSettings } from '../settings/read-settings.ts'
import { decodeMetrics, metricsIn, valuesOf } from '../testing/decode-metrics.ts'
import { ExplicitHistogram } from './explicit-histogram.ts'
import { ExponentialHistogram } from './exponential-histogram.ts'
import type { Metric, Readings } from './model.ts'
import { metricsRequestJson } from './request-json.ts'
import { metricsRequestProto } from './request-proto.ts'

const startUnixNano = 1_767_323_045_123_000_000n
const stats = { recorded: 10, sent: 2 ** 40, lapped: 2, refused: 3, tooLarge: 4, kept: 5, limited: 6, forgotten: 7 }
const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'
const exemplar = { value: 0.5, unixNano: 5n, traceId, spanId }

const exponential = new ExponentialHistogram()
const explicit = new ExplicitHistogram([0.1, 1])
for (const value of [0, 0.001, 0.5, 300]) {
  exponential.record(value)
  explicit.record(value)
}

const described = { description: 'what it is', unit: 's' }
const attributes = { text: 'größer', whole: -5, part: 0.5, flag: true, list: ['a', 1] }
const metrics: readonly Metric[] = [
  ...ownMetrics(stats, 'grpc', startUnixNano),
  ...logMetrics({ ...stats, sent: 5 }, 'grpc', startUnixNano),
  { kind: 'gauge', name: 'part', ...described, isInteger: false, points: [{ attributes, value: -0.25 }] },
  {
    kind: 'sum',
    name: 'up and down',
    ...described,
    isInteger: true,
    isMonotonic: false,
    isDelta: true,
    startUnixNano,
    points: [{ attributes: {}, value: -3, startUnixNano: 1n }],
  },
  ...[exponential, explicit].map(
    (histogram, i): Metric => ({
      kind: 'histogram',
      name: `durations ${i}`,
      ...described,
      isDelta: false,
      startUnixNano,
      points: [{ attributes, distribution: histogram.read(), exemplar }],
    }),
  ),
]

const { settings } = readSettings({ serviceName: 'größer' }, {})
const parts: readonly Readings[] = [
  {
    resource: encodeResource(settings),
    scopes: [{ name: 'scope', version: '1', unixNano: 1_767_323_105_123_000_000n, metrics }],
  },
]

test('every number of the recorder has a place', () => {
  const values = valuesOf(decodeMetrics(metricsRequestProto(parts)))
  assert.deepEqual(values, {
    'otel.sdk.processor.span.processed': 2 ** 40 + 3,
    'otel.sdk.processor.span.processed queue_full': 2,
    'otel.sdk.processor.span.processed too_large': 4,
    'otel.sdk.processor.span.processed forgotten': 7,
    'otel.sdk.exporter.span.exported': 2 ** 40,
    'otel.sdk.exporter.span.exported rejected': 3,
    'throughline.trace.kept': 5,
    'throughline.trace.kept rate_limited': 6,
    'otel.sdk.processor.log.processed': 8,
    'otel.sdk.processor.log.processed queue_full': 2,
    'otel.sdk.processor.log.processed too_large': 4,
    'otel.sdk.exporter.log.exported': 5,
    'otel.sdk.exporter.log.exported rejected': 3,
    'up and down': -3,
  })
})

test('a histogram says how its values are spread, and names a span', () => {
  const decoded = metricsIn(decodeMetrics(metricsRequestProto(parts)))
  const [first, second] = [0, 1].map(i => decoded.find(({ name }) => name === `durations ${i}`))
  const point = first?.exponentialHistogram?.dataPoints[0]
  assert.deepEqual([point?.count, point?.sum, point?.min, point?.max, point?.zeroCount], ['4', 300.501, 0, 300, '1'])
  assert.equal(
    point?.positive?.bucketCounts.reduce((sum, count) => sum + Number(count), 0),
    3,
  )
  assert.equal(Buffer.from(point?.exemplars?.[0]?.traceId ?? []).toString('hex'), traceId)
  const other = second?.histogram?.dataPoints[0]
  assert.deepEqual([other?.bucketCounts, other?.explicitBounds, other?.max], [['2', '1', '1'], [0.1, 1], 300])
})

test('JSON says the same as protobuf', () => {
  const hex = (key: string, value: unknown) =>
    key === 'traceId' || key === 'spanId' ? Buffer.from(Object.values(value as object)).toString('hex') : value
  const decoded = JSON.parse(JSON.stringify(decodeMetrics(metricsRequestProto(parts))), hex)
  assert.deepEqual(withoutEmpty(JSON.parse(metricsRequestJson(parts))), withoutEmpty(decoded))
})

/** The default and nothing are the same to both. */
const withoutEmpty = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, each) => (isEmpty(each) ? undefined : each)))

const isEmpty = (value: unknown): boolean =>
  value === false || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
