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
} from '@throughline/otlp'
import fc from 'fast-check'
import { attributes, int32, nano, resource, scope, spanId, text, traceId, uint32 } from './arbitrary.ts'

const few = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { maxLength: 3 })
const kind = <Kind extends string>(name: Kind) => fc.constant(name)
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const double = fc.double()
const optionalDouble = fc.option(double, { nil: undefined })

const number: fc.Arbitrary<NumberValue> = fc.oneof(
  fc.record({ kind: kind('empty') }),
  fc.record({ kind: kind('int'), value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
  fc.record({ kind: kind('double'), value: double }),
)

const exemplar: fc.Arbitrary<Exemplar> = fc.record({
  filteredAttributes: attributes,
  timeUnixNano: nano,
  value: number,
  spanId,
  traceId,
})

const point = { attributes, startTimeUnixNano: nano, timeUnixNano: nano, flags: uint32 }

const numberPoint: fc.Arbitrary<NumberDataPoint> = fc.record({ ...point, value: number, exemplars: few(exemplar) })

const distribution = {
  ...point,
  count: uint64,
  sum: optionalDouble,
  min: optionalDouble,
  max: optionalDouble,
  exemplars: few(exemplar),
}

const histogramPoint: fc.Arbitrary<HistogramDataPoint> = fc.record({
  ...distribution,
  bucketCounts: few(uint64),
  explicitBounds: few(double),
})

const buckets: fc.Arbitrary<Buckets> = fc.record({ offset: int32, bucketCounts: few(uint64) })

const exponentialPoint: fc.Arbitrary<ExponentialHistogramDataPoint> = fc.record({
  ...distribution,
  scale: int32,
  zeroCount: uint64,
  zeroThreshold: double,
  positive: buckets,
  negative: buckets,
})

const summaryPoint: fc.Arbitrary<SummaryDataPoint> = fc.record({
  ...point,
  count: uint64,
  sum: double,
  quantileValues: few(fc.record({ quantile: double, value: double })),
})

const data: fc.Arbitrary<MetricData> = fc.oneof(
  fc.record({ kind: kind('empty') }),
  fc.record({ kind: kind('gauge'), dataPoints: few(numberPoint) }),
  fc.record({
    kind: kind('sum'),
    dataPoints: few(numberPoint),
    aggregationTemporality: int32,
    isMonotonic: fc.boolean(),
  }),
  fc.record({ kind: kind('histogram'), dataPoints: few(histogramPoint), aggregationTemporality: int32 }),
  fc.record({ kind: kind('exponentialHistogram'), dataPoints: few(exponentialPoint), aggregationTemporality: int32 }),
  fc.record({ kind: kind('summary'), dataPoints: few(summaryPoint) }),
)

const metric: fc.Arbitrary<Metric> = fc.record({
  name: text,
  description: text,
  unit: text,
  data,
  metadata: attributes,
})

const scopeMetrics: fc.Arbitrary<ScopeMetrics> = fc.record({ scope, metrics: few(metric), schemaUrl: text })

const resourceMetrics: fc.Arbitrary<ResourceMetrics> = fc.record({
  resource,
  scopeMetrics: fc.array(scopeMetrics, { maxLength: 2 }),
  schemaUrl: text,
})

/** Any metrics; a clone, because fast-check's records have no prototype. */
export const metrics: fc.Arbitrary<MetricsData> = fc
  .record({ resourceMetrics: few(resourceMetrics) })
  .map(data => structuredClone(data))
