import { hollowBelowBytes } from '../limits.ts'
import { keyValue, resource, scope } from './common.ts'
import { message } from './message.ts'

// Source: opentelemetry-proto 1.11, `metrics/v1/metrics.proto`.

const point = { hollowBelow: hollowBelowBytes.dataPoint, isItem: true }

const exemplar = message(
  {
    timeUnixNano: [2, 'fixed64'],
    asDouble: [3, 'double'],
    spanId: [4, 'id'],
    traceId: [5, 'id'],
    asInt: [6, 'fixed64'],
    filteredAttributes: [7, () => keyValue, 'list'],
  },
  { hollowBelow: hollowBelowBytes.dataPoint },
)
const numberPoint = message(
  {
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    asDouble: [4, 'double'],
    exemplars: [5, () => exemplar, 'list'],
    asInt: [6, 'fixed64'],
    attributes: [7, () => keyValue, 'list'],
    flags: [8, 'uint32'],
  },
  point,
)
const histogramPoint = message(
  {
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    bucketCounts: [6, 'fixed64s'],
    explicitBounds: [7, 'fixed64s'],
    exemplars: [8, () => exemplar, 'list'],
    attributes: [9, () => keyValue, 'list'],
    flags: [10, 'uint32'],
    min: [11, 'double'],
    max: [12, 'double'],
  },
  point,
)
const buckets = message({ offset: [1, 'int32'], bucketCounts: [2, 'int64s'] })
const exponentialPoint = message(
  {
    attributes: [1, () => keyValue, 'list'],
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    scale: [6, 'int32'],
    zeroCount: [7, 'fixed64'],
    positive: [8, () => buckets],
    negative: [9, () => buckets],
    flags: [10, 'uint32'],
    exemplars: [11, () => exemplar, 'list'],
    min: [12, 'double'],
    max: [13, 'double'],
    zeroThreshold: [14, 'double'],
  },
  point,
)
const quantile = message({ quantile: [1, 'double'], value: [2, 'double'] }, { hollowBelow: hollowBelowBytes.quantile })
const summaryPoint = message(
  {
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    quantileValues: [6, () => quantile, 'list'],
    attributes: [7, () => keyValue, 'list'],
    flags: [8, 'uint32'],
  },
  point,
)

const gauge = message({ dataPoints: [1, () => numberPoint, 'list'] })
const sum = message({
  dataPoints: [1, () => numberPoint, 'list'],
  aggregationTemporality: [2, 'int32'],
  isMonotonic: [3, 'bool'],
})
const histogram = message({ dataPoints: [1, () => histogramPoint, 'list'], aggregationTemporality: [2, 'int32'] })
const exponential = message({ dataPoints: [1, () => exponentialPoint, 'list'], aggregationTemporality: [2, 'int32'] })
const summary = message({ dataPoints: [1, () => summaryPoint, 'list'] })
const metric = message(
  {
    name: [1, 'string'],
    description: [2, 'string'],
    unit: [3, 'string'],
    gauge: [5, () => gauge],
    sum: [7, () => sum],
    histogram: [9, () => histogram],
    exponentialHistogram: [10, () => exponential],
    summary: [11, () => summary],
    metadata: [12, () => keyValue, 'list'],
  },
  { hollowBelow: hollowBelowBytes.metric },
)
const scopeMetrics = message(
  { scope: [1, () => scope], metrics: [2, () => metric, 'list'], schemaUrl: [3, 'string'] },
  { hollowBelow: hollowBelowBytes.group },
)
const resourceMetrics = message(
  { resource: [1, () => resource], scopeMetrics: [2, () => scopeMetrics, 'list'], schemaUrl: [3, 'string'] },
  { hollowBelow: hollowBelowBytes.group },
)

/** `MetricsData`, which is also `ExportMetricsServiceRequest`. */
export const metricsData = message({ resourceMetrics: [1, () => resourceMetrics, 'list'] })
