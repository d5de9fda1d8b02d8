import type { Metric, MetricData, MetricsData, ResourceMetrics, ScopeMetrics } from '../model/metrics.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { writeAttributes, writeCount, writeResource, writeScope, writeText } from './write-common.ts'
import { writeExponentialPoint, writeHistogramPoint, writeNumberPoint, writeSummaryPoint } from './write-data-points.ts'

/** Writes `MetricsData`, which is also `ExportMetricsServiceRequest`. */
export function writeMetricsProto(data: MetricsData): Uint8Array {
  const writer = ProtoWriter.growing()
  for (const group of data.resourceMetrics) writeResourceMetrics(writer, 1, group)
  return writer.written()
}

function writeResourceMetrics(writer: ProtoWriter, field: number, group: ResourceMetrics): void {
  const mark = writer.begin(field)
  writeResource(writer, 1, group.resource)
  for (const scopeMetrics of group.scopeMetrics) writeScopeMetrics(writer, 2, scopeMetrics)
  writeText(writer, 3, group.schemaUrl)
  writer.end(mark)
}

function writeScopeMetrics(writer: ProtoWriter, field: number, group: ScopeMetrics): void {
  const mark = writer.begin(field)
  writeScope(writer, 1, group.scope)
  for (const metric of group.metrics) writeMetric(writer, 2, metric)
  writeText(writer, 3, group.schemaUrl)
  writer.end(mark)
}

function writeMetric(writer: ProtoWriter, field: number, metric: Metric): void {
  const mark = writer.begin(field)
  writeText(writer, 1, metric.name)
  writeText(writer, 2, metric.description)
  writeText(writer, 3, metric.unit)
  writeData(writer, metric.data)
  writeAttributes(writer, 12, metric.metadata)
  writer.end(mark)
}

function writeData(writer: ProtoWriter, data: MetricData): void {
  if (data.kind === 'empty') return
  const mark = writer.begin(fields[data.kind])
  writePoints(writer, 1, data)
  if ('aggregationTemporality' in data) writeCount(writer, 2, data.aggregationTemporality)
  if (data.kind === 'sum' && data.isMonotonic) writer.bool(3, true)
  writer.end(mark)
}

const fields = { gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10, summary: 11 } as const

function writePoints(writer: ProtoWriter, field: number, data: Exclude<MetricData, { readonly kind: 'empty' }>): void {
  switch (data.kind) {
    case 'gauge':
    case 'sum':
      for (const point of data.dataPoints) writeNumberPoint(writer, field, point)
      break
    case 'histogram':
      for (const point of data.dataPoints) writeHistogramPoint(writer, field, point)
      break
    case 'exponentialHistogram':
      for (const point of data.dataPoints) writeExponentialPoint(writer, field, point)
      break
    case 'summary':
      for (const point of data.dataPoints) writeSummaryPoint(writer, field, point)
      break
  }
}
