import fc from 'fast-check'
import type {
  Buckets,
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
} from '../../model/metrics.ts'
import {
  attributes,
  int32,
  int64,
  listOf,
  record,
  resource,
  scope,
  spanId,
  text,
  time,
  traceId,
  uint32,
} from './arbitrary-common.ts'

const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const double = fc.double()
const optionalDouble = fc.option(double, { nil: undefined })
/** Mostly small, as real ones are: those take another way through the reader. */
const counts = listOf(fc.oneof(fc.bigInt({ min: 0n, max: 200n }), uint64))

const value: fc.Arbitrary<NumberValue> = fc.oneof(
  fc.constant<NumberValue>({ kind: 'empty' }),
  record({ kind: fc.constant('int' as const), value: int64 }),
  record({ kind: fc.constant('double' as const), value: double }),
)

const exemplar: fc.Arbitrary<Exemplar> = record({
  filteredAttributes: attributes,
  timeUnixNano: time,
  value,
  spanId,
  traceId,
})

const point = { attributes, startTimeUnixNano: time, timeUnixNano: time, flags: uint32 }

const distribution = {
  ...point,
  count: uint64,
  sum: optionalDouble,
  min: optionalDouble,
  max: optionalDouble,
  exemplars: listOf(exemplar),
}

const numberPoint: fc.Arbitrary<NumberDataPoint> = record({ ...point, value, exemplars: listOf(exemplar) })

const histogramPoint: fc.Arbitrary<HistogramDataPoint> = record({
  ...distribution,
  bucketCounts: counts,
  explicitBounds: listOf(double),
})

const buckets: fc.Arbitrary<Buckets> = record({ offset: int32, bucketCounts: counts })

const exponentialPoint: fc.Arbitrary<ExponentialHistogramDataPoint> = record({
  ...distribution,
  scale: int32,
  zeroCount: uint64,
  zeroThreshold: double,
  positive: buckets,
  negative: buckets,
})

const quantile: fc.Arbitrary<ValueAtQuantile> = record({ quantile: double, value: double })

const summaryPoint: fc.Arbitrary<SummaryDataPoint> = record({
  ...point,
  count: uint64,
  sum: double,
  quantileValues: listOf(quantile),
})

const data: fc.Arbitrary<MetricData> = fc.oneof(
  fc.constant<MetricData>({ kind: 'empty' }),
  record({ kind: fc.constant('gauge' as const), dataPoints: listOf(numberPoint) }),
  record({
    kind: fc.constant('sum' as const),
    dataPoints: listOf(numberPoint),
    aggregationTemporality: int32,
    isMonotonic: fc.boolean(),
  }),
  record({
    kind: fc.constant('histogram' as const),
    dataPoints: listOf(histogramPoint),
    aggregationTemporality: int32,
  }),
  record({
    kind: fc.constant('exponentialHistogram' as const),
    dataPoints: listOf(exponentialPoint),
    aggregationTemporality: int32,
  }),
  record({ kind: fc.constant('summary' as const), dataPoints: listOf(summaryPoint) }),
)

const metric: fc.Arbitrary<Metric> = record({
  name: text,
  description: text,
  unit: text,
  data,
  metadata: attributes,
})

const scopeMetrics: fc.Arbitrary<ScopeMetrics> = record({ scope, metrics: listOf(metric), schemaUrl: text })

const resourceMetrics: fc.Arbitrary<ResourceMetrics> = record({
  resource,
  scopeMetrics: listOf(scopeMetrics),
  schemaUrl: text,
})

/** Any metrics the model can hold, in whatever combination. */
export const arbitraryMetrics: fc.Arbitrary<MetricsData> = record({ resourceMetrics: listOf(resourceMetrics) })
