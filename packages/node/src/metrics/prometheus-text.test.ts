import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ExplicitHistogram } from './explicit-histogram.ts'
import { gauge, level, total } from './make-metric.ts'
import type { Metric } from './model.ts'
import { prometheusText } from './prometheus-text.ts'

const resource = new Uint8Array()
const textOf = (...metrics: readonly Metric[]): readonly string[] =>
  prometheusText([{ threadId: 1, readings: { resource, scopes: [{ name: 's', version: '', unixNano: 1n, metrics }] } }])
    .trim()
    .split('\n')
    .slice(3)

const labels = 'thread_id="1",otel_scope_name="s",otel_scope_version=""'

test('names say the unit, and that a total is one', () => {
  const cases: readonly (readonly [Metric, string, string])[] = [
    [
      total({ name: 'process.cpu.time', description: '', unit: 's' }, 1n, []),
      'counter',
      'process_cpu_time_seconds_total',
    ],
    [level({ name: 'memory', description: '', unit: 'By' }, 1n, []), 'gauge', 'memory_bytes'],
    [gauge({ name: 'used', description: '', unit: '1' }, []), 'gauge', 'used_ratio'],
    [total({ name: '2.orders', description: '', unit: '{order}' }, 1n, []), 'counter', '_2_orders_total'],
  ]
  for (const [metric, type, name] of cases) assert.deepEqual(textOf(metric), [`# TYPE ${name} ${type}`])
})

test('buckets add up, and text stays in its quotes', () => {
  const histogram = new ExplicitHistogram([0.5, 1])
  for (const value of [0.5, 0.75, 3]) histogram.record(value)
  const points = [{ attributes: { 'http.route': 'a"\\\n' }, distribution: histogram.read() }]
  const metric = {
    name: 'd',
    description: 'How long\nit takes.',
    unit: 's',
    isDelta: false,
    startUnixNano: 1n,
  } as const
  const all = `http_route="a\\"\\\\\\n",${labels}`
  assert.deepEqual(textOf({ kind: 'histogram', ...metric, points }), [
    '# HELP d_seconds How long\\nit takes.',
    '# TYPE d_seconds histogram',
    `d_seconds_bucket{${all},le="0.5"} 1`,
    `d_seconds_bucket{${all},le="1"} 2`,
    `d_seconds_bucket{${all},le="+Inf"} 3`,
    `d_seconds_sum{${all}} 4.25`,
    `d_seconds_count{${all}} 3`,
  ])
})

test('a name has one type: the first that it came with', () => {
  const named = { name: 'a', description: '', unit: '' }
  const point = [{ attributes: {}, value: Number.POSITIVE_INFINITY }]
  const histogram: Metric = { kind: 'histogram', ...named, isDelta: false, startUnixNano: 1n, points: [] }
  assert.deepEqual(textOf(gauge(named, point), histogram), ['# TYPE a gauge', `a{${labels}} +Inf`])
})
