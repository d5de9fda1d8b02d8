import { emptyData } from '../drafts/metrics.ts'
import type { Metric, MetricData, MetricsData, ResourceMetrics, ScopeMetrics } from '../model/metrics.ts'
import type { Result } from '../result.ts'
import type { JsonMessage } from './json-message.ts'
import { readAttributes, readResource, readScope } from './read-common.ts'
import { readExponentialPoint, readHistogramPoint, readNumberPoint, readSummaryPoint } from './read-data-points.ts'
import { readPayload } from './read-payload.ts'

const temporalities = {
  AGGREGATION_TEMPORALITY_UNSPECIFIED: 0,
  AGGREGATION_TEMPORALITY_DELTA: 1,
  AGGREGATION_TEMPORALITY_CUMULATIVE: 2,
} as const

/** Reads `MetricsData` or `ExportMetricsServiceRequest`, by the rules of `readTracesJson`. */
export const readMetricsJson = (text: string): Result<MetricsData> =>
  readPayload(text, json => ({ resourceMetrics: json.list('resourceMetrics', readResourceMetrics) }))

const readResourceMetrics = (json: JsonMessage): ResourceMetrics => ({
  resource: readResource(json.message('resource')),
  scopeMetrics: json.list('scopeMetrics', readScopeMetrics),
  schemaUrl: json.text('schemaUrl'),
})

const readScopeMetrics = (json: JsonMessage): ScopeMetrics => ({
  scope: readScope(json.message('scope')),
  metrics: json.list('metrics', readMetric),
  schemaUrl: json.text('schemaUrl'),
})

function readMetric(json: JsonMessage): Metric {
  const metric: Metric = {
    name: json.text('name'),
    description: json.text('description'),
    unit: json.text('unit'),
    data: readData(json),
    metadata: readAttributes(json, 'metadata'),
  }
  if (metric.name === '' || metric.data.kind === 'empty') json.countHollow()
  return metric
}

function readData(metric: JsonMessage): MetricData {
  if (metric.has('gauge')) {
    return { kind: 'gauge', dataPoints: metric.message('gauge').list('dataPoints', readNumberPoint) }
  }
  if (metric.has('sum')) return readSum(metric.message('sum'))
  if (metric.has('histogram')) {
    const json = metric.message('histogram')
    const dataPoints = json.list('dataPoints', readHistogramPoint)
    return { kind: 'histogram', dataPoints, aggregationTemporality: readTemporality(json) }
  }
  if (metric.has('exponentialHistogram')) {
    const json = metric.message('exponentialHistogram')
    const dataPoints = json.list('dataPoints', readExponentialPoint)
    return { kind: 'exponentialHistogram', dataPoints, aggregationTemporality: readTemporality(json) }
  }
  if (metric.has('summary')) {
    return { kind: 'summary', dataPoints: metric.message('summary').list('dataPoints', readSummaryPoint) }
  }
  return emptyData
}

const readSum = (json: JsonMessage): MetricData => ({
  kind: 'sum',
  dataPoints: json.list('dataPoints', readNumberPoint),
  aggregationTemporality: readTemporality(json),
  isMonotonic: json.bool('isMonotonic'),
})

const readTemporality = (json: JsonMessage): number => json.enumeration('aggregationTemporality', temporalities)
