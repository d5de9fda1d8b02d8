import type { Metric, MetricsData } from '@throughline/otlp'
import { getOrAdd } from '../get-or-add.ts'
import { type ObjectColumns, writeRow } from '../rowbinary/columns.ts'
import { RowWriter } from '../rowbinary/writer.ts'
import { kinds, metricColumns, metricResourceColumns, metricScopeColumns } from '../schema/metric-columns.ts'
import type { TableName } from '../schema/table.ts'
import type { EncodedRows } from './encode.ts'

type RowsByTable = Map<TableName, { readonly out: RowWriter; rows: number }>

/** One row for each data point, in the table of its metric's kind. A metric without points leaves no trace. */
export function encodeMetrics(data: MetricsData): ReadonlyMap<TableName, EncodedRows> {
  const tables: RowsByTable = new Map()
  for (const resourceMetrics of data.resourceMetrics) {
    const resource = new RowWriter(1024)
    writeRow(metricResourceColumns, resource, resourceMetrics)
    for (const scopeMetrics of resourceMetrics.scopeMetrics) {
      const group = new RowWriter(1024)
      group.raw(resource.bytes())
      writeRow(metricScopeColumns, group, scopeMetrics)
      for (const metric of scopeMetrics.metrics) writeMetric(tables, group, metric)
    }
  }
  return new Map(Array.from(tables, ([name, { out, rows }]) => [name, { bytes: out.bytes(), rows }]))
}

function writeMetric(tables: RowsByTable, group: RowWriter, metric: Metric): void {
  const { data } = metric
  switch (data.kind) {
    case 'empty':
      break
    case 'gauge':
      writePoints(tables, group, metric, data, kinds.gauge)
      break
    case 'sum':
      writePoints(tables, group, metric, data, kinds.sum)
      break
    case 'histogram':
      writePoints(tables, group, metric, data, kinds.histogram)
      break
    case 'exponentialHistogram':
      writePoints(tables, group, metric, data, kinds.exponentialHistogram)
      break
    case 'summary':
      writePoints(tables, group, metric, data, kinds.summary)
  }
}

interface KindColumns<Data, Point> {
  readonly table: TableName
  readonly data: ObjectColumns<Data>
  readonly point: ObjectColumns<Point>
}

function writePoints<Data extends { readonly dataPoints: readonly Point[] }, Point>(
  tables: RowsByTable,
  group: RowWriter,
  metric: Metric,
  data: Data,
  columns: KindColumns<Data, Point>,
): void {
  const repeated = new RowWriter(2048)
  repeated.raw(group.bytes())
  writeRow(metricColumns, repeated, metric)
  writeRow(columns.data, repeated, data)
  const table = getOrAdd(tables, columns.table, () => ({ out: new RowWriter(), rows: 0 }))
  for (const point of data.dataPoints) {
    table.out.raw(repeated.bytes())
    writeRow(columns.point, table.out, point)
    table.rows++
  }
}
