import type {
  Buckets,
  DataPoint,
  DistributionDataPoint,
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  Metric,
  MetricData,
  MetricsData,
  NumberDataPoint,
  NumberValue,
  ResourceMetrics,
  ScopeMetrics,
  SummaryDataPoint,
  ValueAtQuantile,
} from '../model/metrics.ts'
import {
  decimalUnlessZero,
  doubleJson,
  keyValueJson,
  listUnlessEmpty,
  resourceJson,
  scopeJson,
  unlessEmpty,
  unlessZero,
} from './write-common.ts'

/** Writes `MetricsData`, which is also `ExportMetricsServiceRequest`, as OTLP/JSON. */
export const writeMetricsJson = (data: MetricsData): string =>
  JSON.stringify({ resourceMetrics: data.resourceMetrics.map(resourceMetricsJson) })

const resourceMetricsJson = (group: ResourceMetrics) => ({
  resource: resourceJson(group.resource),
  scopeMetrics: listUnlessEmpty(group.scopeMetrics, scopeMetricsJson),
  schemaUrl: unlessEmpty(group.schemaUrl),
})

const scopeMetricsJson = (group: ScopeMetrics) => ({
  scope: scopeJson(group.scope),
  metrics: listUnlessEmpty(group.metrics, metricJson),
  schemaUrl: unlessEmpty(group.schemaUrl),
})

const metricJson = ({ name, description, unit, data, metadata }: Metric) => ({
  name: unlessEmpty(name),
  description: unlessEmpty(description),
  unit: unlessEmpty(unit),
  ...(data.kind === 'empty' ? {} : { [data.kind]: dataJson(data) }),
  metadata: listUnlessEmpty(metadata, keyValueJson),
})

/** The kinds of the model are the names of the members. */
const dataJson = (data: Exclude<MetricData, { readonly kind: 'empty' }>): object => ({
  dataPoints: dataPointsJson(data),
  aggregationTemporality: 'aggregationTemporality' in data ? unlessZero(data.aggregationTemporality) : undefined,
  isMonotonic: (data.kind === 'sum' && data.isMonotonic) || undefined,
})

function dataPointsJson(data: Exclude<MetricData, { readonly kind: 'empty' }>): object[] | undefined {
  switch (data.kind) {
    case 'gauge':
    case 'sum':
      return listUnlessEmpty(data.dataPoints, numberPointJson)
    case 'histogram':
      return listUnlessEmpty(data.dataPoints, histogramPointJson)
    case 'exponentialHistogram':
      return listUnlessEmpty(data.dataPoints, exponentialPointJson)
    case 'summary':
      return listUnlessEmpty(data.dataPoints, summaryPointJson)
  }
}

const doubleUnlessZero = (value: number) => (Object.is(value, 0) ? undefined : doubleJson(value))
const optionalDoubleJson = (value: number | undefined) => (value === undefined ? undefined : doubleJson(value))

const pointJson = (point: DataPoint) => ({
  attributes: listUnlessEmpty(point.attributes, keyValueJson),
  startTimeUnixNano: decimalUnlessZero(point.startTimeUnixNano),
  timeUnixNano: decimalUnlessZero(point.timeUnixNano),
  flags: unlessZero(point.flags),
})

const numberPointJson = (point: NumberDataPoint) => ({
  ...pointJson(point),
  ...numberJson(point.value),
  exemplars: listUnlessEmpty(point.exemplars, exemplarJson),
})

/** Members of a `oneof` are there even at their default. */
function numberJson(number: NumberValue): object {
  switch (number.kind) {
    case 'empty':
      return {}
    case 'int':
      return { asInt: number.value.toString() }
    case 'double':
      return { asDouble: doubleJson(number.value) }
  }
}

const distributionJson = (point: DistributionDataPoint) => ({
  ...pointJson(point),
  count: decimalUnlessZero(point.count),
  sum: optionalDoubleJson(point.sum),
  min: optionalDoubleJson(point.min),
  max: optionalDoubleJson(point.max),
  exemplars: listUnlessEmpty(point.exemplars, exemplarJson),
})

const histogramPointJson = (point: HistogramDataPoint) => ({
  ...distributionJson(point),
  bucketCounts: listUnlessEmpty(point.bucketCounts, String),
  explicitBounds: listUnlessEmpty(point.explicitBounds, doubleJson),
})

const exponentialPointJson = (point: ExponentialHistogramDataPoint) => ({
  ...distributionJson(point),
  scale: unlessZero(point.scale),
  zeroCount: decimalUnlessZero(point.zeroCount),
  zeroThreshold: doubleUnlessZero(point.zeroThreshold),
  positive: bucketsJson(point.positive),
  negative: bucketsJson(point.negative),
})

const bucketsJson = (buckets: Buckets) => ({
  offset: unlessZero(buckets.offset),
  bucketCounts: listUnlessEmpty(buckets.bucketCounts, String),
})

const summaryPointJson = (point: SummaryDataPoint) => ({
  ...pointJson(point),
  count: decimalUnlessZero(point.count),
  sum: doubleUnlessZero(point.sum),
  quantileValues: listUnlessEmpty(point.quantileValues, quantileJson),
})

const quantileJson = ({ quantile, value }: ValueAtQuantile) => ({
  quantile: doubleUnlessZero(quantile),
  value: doubleUnlessZero(value),
})

const exemplarJson = (exemplar: Exemplar) => ({
  filteredAttributes: listUnlessEmpty(exemplar.filteredAttributes, keyValueJson),
  timeUnixNano: decimalUnlessZero(exemplar.timeUnixNano),
  ...numberJson(exemplar.value),
  spanId: unlessEmpty(exemplar.spanId),
  traceId: unlessEmpty(exemplar.traceId),
})
