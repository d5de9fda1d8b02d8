import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MetricData } from '@throughline/otlp'
import { metricOf } from '../../testing/metrics.ts'
import { attributeLabels } from './labels.ts'
import { labelName, metricName } from './names.ts'

const gauge: MetricData = { kind: 'gauge', dataPoints: [] }
const sum = (isMonotonic: boolean): MetricData => ({
  kind: 'sum',
  isMonotonic,
  aggregationTemporality: 2,
  dataPoints: [],
})

test('names are those of the specification', () => {
  const cases: readonly [name: string, unit: string, data: MetricData, expected: string][] = [
    ['http.server.request.duration', 's', gauge, 'http_server_request_duration_seconds'],
    ['http.server.requests', '{request}', sum(true), 'http_server_requests_total'],
    ['http.server.active', '{request}', sum(false), 'http_server_active'],
    ['network.io', 'By', sum(true), 'network_io_bytes_total'],
    ['network.speed', 'By/s', gauge, 'network_speed_bytes_per_second'],
    ['errors', '{error}/min', gauge, 'errors_per_minute'],
    ['cpu.utilization', '1', gauge, 'cpu_utilization_ratio'],
    ['cpu.utilization', '1', sum(true), 'cpu_utilization_total'],
    ['uptime_seconds', 's', gauge, 'uptime_seconds'],
    ['jobs_total', '', sum(true), 'jobs_total'],
    ['a--b..c', '', gauge, 'a_b_c'],
    ['2xx', '', gauge, '_2xx'],
    ['temperature', 'Fahrenheit', gauge, 'temperature_Fahrenheit'],
  ]
  for (const [name, unit, data, expected] of cases) assert.equal(metricName(metricOf(name, unit, data)), expected)
})

test('labels keep to letters, digits and underscores, and do not begin with a digit', () => {
  assert.deepEqual(['http.route', 'é', '1st'].map(labelName), ['http_route', '_', 'key_1st'])
})

test('keys that become one label have their values joined, in the order of the keys', () => {
  const attributes = ['a_b', 'a.b'].map(key => ({ key, value: { kind: 'string', value: `of ${key}` } as const }))
  assert.deepEqual([...attributeLabels(attributes)], [['a_b', 'of a.b;of a_b']])
})
