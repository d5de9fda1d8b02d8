import type { Metric, MetricsData, ResourceMetrics, ScopeMetrics } from '@throughline/otlp'
import { getOrAdd } from '../get-or-add.ts'
import { type RowOf, readRow } from '../rowbinary/columns.ts'
import { RowReader } from '../rowbinary/reader.ts'
import { type MetricKind, metricColumns, metricResourceColumns, metricScopeColumns } from '../schema/metric-columns.ts'
import { attributesOf } from './attributes.ts'
import { resourceOf, scopeOf } from './groups.ts'
import { startMetricData } from './metric-data.ts'

/** Rows of one kind of metric back to the messages they came from; points whose metric is equal share it again. */
export function decodeMetrics(kind: MetricKind, bytes: Uint8Array): MetricsData {
  const from = new RowReader(bytes)
  const resources = new Map<string, ResourceMetrics & { readonly scopeMetrics: ScopeMetrics[] }>()
  const scopes = new Map<string, ScopeMetrics & { readonly metrics: Metric[] }>()
  const metrics = new Map<string, ReturnType<(typeof startMetricData)[MetricKind]>>()
  while (!from.atEnd) {
    const rowStart = from.offset
    const resourceRow = readRow(metricResourceColumns, from)
    const resourceKey = from.keyOf(rowStart, from.offset)
    const scopeRow = readRow(metricScopeColumns, from)
    const scopeKey = from.keyOf(rowStart, from.offset)
    const metricRow = readRow(metricColumns, from)
    const started = startMetricData[kind](from)
    const metricKey = from.keyOf(rowStart, from.offset)

    const resource = getOrAdd(resources, resourceKey, () => ({ ...resourceOf(resourceRow), scopeMetrics: [] }))
    const scope = getOrAdd(scopes, scopeKey, () => {
      const row = { ...scopeRow, ScopeDroppedAttributesCount: scopeRow.ScopeDroppedAttrCount }
      const added = { ...scopeOf(row), metrics: [] }
      resource.scopeMetrics.push(added)
      return added
    })
    const metric = getOrAdd(metrics, metricKey, () => {
      scope.metrics.push({ ...metricOf(metricRow), data: started.data })
      return started
    })
    metric.addPoint(from)
  }
  return { resourceMetrics: [...resources.values()] }
}

const metricOf = (row: RowOf<typeof metricColumns>): Omit<Metric, 'data'> => ({
  name: row.MetricName,
  description: row.MetricDescription,
  unit: row.MetricUnit,
  metadata: attributesOf(row.MetricMetadata, row.MetricMetadataTypes),
})
