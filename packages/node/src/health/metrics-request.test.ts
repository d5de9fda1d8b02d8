import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeResource } from '../resource/resource.ts'
import { readSettings } from '../settings/read-settings.ts'
import { decodeMetrics, valuesOf } from '../testing/decode-metrics.ts'
import { sdkVersion } from '../version.ts'
import { encodeMetricsRequest } from './metrics-request.ts'
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
  assert.deepEqual(valuesOf(decodeMetrics(encodeMetricsRequest(request))), {
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

test('every sum says what it is, whose it is and since when', () => {
  const [group] = decodeMetrics(encodeMetricsRequest(request)).resourceMetrics
  assert.deepEqual(
    group?.resource.attributes.find(({ key }) => key === 'service.name'),
    { key: 'service.name', value: { kind: 'string', value: 'größer' } },
  )
  const [scopeMetrics] = group.scopeMetrics
  assert.deepEqual([scopeMetrics?.scope.name, scopeMetrics?.scope.version], ['@throughline/node', sdkVersion])
  assert.deepEqual(
    scopeMetrics?.metrics.map(({ name, description, unit }) => ({ name, description, unit })),
    request.sums.map(({ name, description, unit }) => ({ name, description, unit })),
  )
  for (const { data } of scopeMetrics?.metrics ?? []) {
    assert.ok(data.kind === 'sum' && data.isMonotonic && data.aggregationTemporality === 2)
    for (const { startTimeUnixNano, timeUnixNano, value } of data.dataPoints) {
      assert.deepEqual([startTimeUnixNano, timeUnixNano, value.kind], [request.startUnixNano, request.unixNano, 'int'])
    }
  }
})
