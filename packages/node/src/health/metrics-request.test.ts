import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeResource } from '../resource/resource.ts'
import { readSettings } from '../settings/read-settings.ts'
import { decodeMetrics, valuesOf } from '../testing/decode-metrics.ts'
import { metricsRequestJson, metricsRequestProto } from './metrics-request.ts'
import { ownMetrics } from './own-metrics.ts'

const stats = {
  recorded: 10,
  sent: 2 ** 40,
  lapped: 2,
  refused: 3,
  tooLarge: 4,
  kept: 5,
  limited: 6,
  forgotten: 7,
}
const { settings } = readSettings({ serviceName: 'größer' }, {})
const request = {
  resource: encodeResource(settings),
  startUnixNano: 1_767_323_045_123_000_000n,
  unixNano: 1_767_323_105_123_000_000n,
  sums: ownMetrics(stats, 'grpc'),
}

test('every number of the recorder has a place', () => {
  assert.deepEqual(valuesOf(decodeMetrics(metricsRequestProto(request))), {
    'otel.sdk.processor.span.processed': 2 ** 40 + 3,
    'otel.sdk.processor.span.processed queue_full': 2,
    'otel.sdk.processor.span.processed too_large': 4,
    'otel.sdk.processor.span.processed forgotten': 7,
    'otel.sdk.exporter.span.exported': 2 ** 40,
    'otel.sdk.exporter.span.exported rejected': 3,
    'throughline.trace.kept': 5,
    'throughline.trace.kept rate_limited': 6,
  })
})

test('JSON says the same as protobuf', () => {
  assert.deepEqual(JSON.parse(metricsRequestJson(request)), decodeMetrics(metricsRequestProto(request)))
})
