import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MetricData, MetricsData } from '@throughline/otlp'
import { everyFieldOfMetrics } from '@throughline/otlp/testing'
import fc from 'fast-check'
import { metrics } from './testing/arbitrary-metrics.ts'
import { inAnyOrder } from './testing/in-any-order.ts'
import { after, startUnixNano } from './testing/spans.ts'
import { openTemporaryStore } from './testing/temporary-store.ts'

/** Each point with its metric, scope and resource: what metrics say, however they are grouped. */
const pointsOf = ({ resourceMetrics }: MetricsData) =>
  resourceMetrics.flatMap(({ scopeMetrics, ...resource }) =>
    scopeMetrics.flatMap(({ metrics, ...scope }) =>
      metrics.flatMap(({ data, ...metric }) => {
        const { dataPoints, ...common } = withList(data)
        return dataPoints.map(point => ({ resource, scope, metric, common, point }))
      }),
    ),
  )

const withList = (data: MetricData) => (data.kind === 'empty' ? { ...data, dataPoints: [] } : data)

const withName = ({ resourceMetrics }: MetricsData, name: string): MetricsData => ({
  resourceMetrics: resourceMetrics.map(resource => ({
    ...resource,
    scopeMetrics: resource.scopeMetrics.map(scope => ({
      ...scope,
      metrics: scope.metrics.map(metric => ({ ...metric, name })),
    })),
  })),
})

test('the data points of a metric', async t => {
  const store = await openTemporaryStore(t)

  await t.test('come back with every field of every message as they went in', async () => {
    const data = withName(everyFieldOfMetrics(), 'every')
    await store.appendMetrics(data)
    await store.flush()
    assert.deepEqual(inAnyOrder(pointsOf(await store.readMetric('every', {}))), inAnyOrder(pointsOf(data)))
  })

  await t.test('come back whatever their values are', async () => {
    let names = 0
    await fc.assert(
      fc.asyncProperty(metrics, async arbitrary => {
        const name = `any ${names++}`
        const data = withName(arbitrary, name)
        await store.appendMetrics(data)
        await store.flush()
        assert.deepEqual(inAnyOrder(pointsOf(await store.readMetric(name, {}))), inAnyOrder(pointsOf(data)))
      }),
      { numRuns: 25 },
    )
  })

  await t.test('are those within the range, ordered by time, in one metric', async () => {
    const [first] = pointsOf(everyFieldOfMetrics())
    assert.ok(first)
    const { resource, scope, metric } = first
    const at = (nano: bigint) => ({
      attributes: [],
      startTimeUnixNano: startUnixNano,
      timeUnixNano: after(nano),
      flags: 0,
      value: { kind: 'int', value: nano } as const,
      exemplars: [],
    })
    const dataOf = (...nanos: readonly bigint[]): MetricsData => {
      const data: MetricData = { kind: 'gauge', dataPoints: nanos.map(at) }
      const named = { ...metric, name: 'ordered', data }
      return { resourceMetrics: [{ ...resource, scopeMetrics: [{ ...scope, metrics: [named] }] }] }
    }
    await store.appendMetrics(dataOf(4n, 2n))
    await store.appendMetrics(dataOf(1n, 3n))
    await store.flush()
    const found = await store.readMetric('ordered', { fromUnixNano: after(2n), toUnixNano: after(4n) })
    assert.deepEqual(found, dataOf(2n, 3n))
  })

  await t.test('are none when nobody sent any', async () => {
    assert.deepEqual(await store.readMetric('unknown', {}), { resourceMetrics: [] })
  })
})

test('the rows of each table are counted, appended, loaded and there', async t => {
  const store = await openTemporaryStore(t)
  await store.appendMetrics(everyFieldOfMetrics())
  await store.flush()
  const expected = {
    otel_traces: 0,
    otel_logs: 0,
    otel_metrics_gauge: 7,
    otel_metrics_sum: 7,
    otel_metrics_histogram: 3,
    otel_metrics_exponential_histogram: 3,
    otel_metrics_summary: 2,
    otel_profiles: 0,
  }
  const { appendedRows, loadedRows } = store.stats()
  assert.deepEqual(await store.countRows(), expected)
  assert.deepEqual(appendedRows, expected)
  assert.deepEqual(loadedRows, expected)
})
