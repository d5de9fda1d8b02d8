import type { KeyValue, SpanId, TraceId } from '../model/common.ts'
import type {
  DataPoint,
  DistributionDataPoint,
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  Metric,
  MetricData,
  MetricsData,
  NumberDataPoint,
  SummaryDataPoint,
} from '../model/metrics.ts'
import { unixNano } from '../time.ts'
import {
  attribute,
  bareScope,
  everyResource,
  everyScope,
  resourceSchemaUrl,
  scopeSchemaUrl,
  text,
  time,
} from './every-value.ts'

const uint64Max = 2n ** 64n - 1n

/** Few, because there are many points; the resource and the scope have one of every kind. */
const attributes: readonly KeyValue[] = [attribute('route', text('/a')), attribute('empty', { kind: 'empty' })]

const fullExemplar: Exemplar = {
  filteredAttributes: attributes,
  timeUnixNano: time(3n),
  value: { kind: 'double', value: 0.1 },
  spanId: 'b7ad6b7169203331' as SpanId,
  traceId: '0af7651916cd43dd8448eb211c80319c' as TraceId,
}

const exemplars: readonly Exemplar[] = [
  fullExemplar,
  { ...fullExemplar, filteredAttributes: [], value: { kind: 'int', value: -(2n ** 63n) } },
  {
    filteredAttributes: [],
    timeUnixNano: unixNano(0n),
    value: { kind: 'empty' },
    spanId: '' as SpanId,
    traceId: '' as TraceId,
  },
]

const fullPoint: DataPoint = {
  attributes,
  startTimeUnixNano: time(0n),
  timeUnixNano: time(60_000_000_000n),
  flags: 2 ** 32 - 1,
}

const barePoint: DataPoint = {
  attributes: [],
  startTimeUnixNano: unixNano(0n),
  timeUnixNano: unixNano(uint64Max),
  flags: 0,
}

const numberPoints: readonly NumberDataPoint[] = [
  { ...fullPoint, value: { kind: 'int', value: 2n ** 63n - 1n }, exemplars },
  { ...fullPoint, value: { kind: 'double', value: Number.NEGATIVE_INFINITY }, exemplars },
  { ...barePoint, value: { kind: 'int', value: 0n }, exemplars: [] },
  { ...barePoint, value: { kind: 'int', value: -1n }, exemplars: [] },
  { ...barePoint, value: { kind: 'double', value: 0 }, exemplars: [] },
  { ...barePoint, value: { kind: 'double', value: -0 }, exemplars: [] },
  { ...barePoint, value: { kind: 'empty' }, exemplars: [] },
]

const fullDistribution: DistributionDataPoint = {
  ...fullPoint,
  count: uint64Max,
  sum: 55.55,
  min: -0.05,
  max: Number.POSITIVE_INFINITY,
  exemplars,
}

/** What is optional and zero is not what is left out. */
const zeroDistribution: DistributionDataPoint = { ...barePoint, count: 0n, sum: 0, min: -0, max: 0, exemplars: [] }

const bareDistribution: DistributionDataPoint = {
  ...barePoint,
  count: 0n,
  sum: undefined,
  min: undefined,
  max: undefined,
  exemplars: [],
}

const histogramPoints: readonly HistogramDataPoint[] = [
  { ...fullDistribution, bucketCounts: [0n, 1n, 9_007_199_254_740_993n, uint64Max], explicitBounds: [-0, 0.1, 1e300] },
  { ...zeroDistribution, bucketCounts: [0n], explicitBounds: [] },
  { ...bareDistribution, bucketCounts: [], explicitBounds: [] },
]

const bareBuckets = { offset: 0, bucketCounts: [] }

const exponentialPoints: readonly ExponentialHistogramDataPoint[] = [
  {
    ...fullDistribution,
    scale: -10,
    zeroCount: 9_007_199_254_740_993n,
    zeroThreshold: 1e-9,
    positive: { offset: -(2 ** 31), bucketCounts: [0n, 0n, 127n, 128n, 9_007_199_254_740_993n, uint64Max] },
    negative: { offset: 2 ** 31 - 1, bucketCounts: [1n] },
  },
  {
    ...zeroDistribution,
    scale: 20,
    zeroCount: 0n,
    zeroThreshold: -0,
    positive: { offset: -1, bucketCounts: [] },
    negative: { offset: 0, bucketCounts: [0n] },
  },
  { ...bareDistribution, scale: 0, zeroCount: 0n, zeroThreshold: 0, positive: bareBuckets, negative: bareBuckets },
]

const summaryPoints: readonly SummaryDataPoint[] = [
  {
    ...fullPoint,
    count: uint64Max,
    sum: 12.5,
    quantileValues: [
      { quantile: 0, value: 0 },
      { quantile: 0.99, value: 0.25 },
      { quantile: 1, value: -0 },
    ],
  },
  { ...barePoint, count: 0n, sum: 0, quantileValues: [] },
]

const fullMetric = (data: MetricData): Metric => ({
  name: `every.${data.kind}`,
  description: 'what a metric can say',
  unit: 'By',
  data,
  metadata: attributes,
})

const bareMetric = (data: MetricData): Metric => ({ name: '', description: '', unit: '', data, metadata: [] })

/** The temporality of the last is a number that a later version of the protocol may name. */
const fullData: readonly MetricData[] = [
  { kind: 'gauge', dataPoints: numberPoints },
  { kind: 'sum', dataPoints: numberPoints, aggregationTemporality: 2, isMonotonic: true },
  { kind: 'histogram', dataPoints: histogramPoints, aggregationTemporality: 1 },
  { kind: 'exponentialHistogram', dataPoints: exponentialPoints, aggregationTemporality: 77 },
  { kind: 'summary', dataPoints: summaryPoints },
]

const bareData: readonly MetricData[] = [
  { kind: 'empty' },
  { kind: 'gauge', dataPoints: [] },
  { kind: 'sum', dataPoints: [], aggregationTemporality: 0, isMonotonic: false },
  { kind: 'histogram', dataPoints: [], aggregationTemporality: 0 },
  { kind: 'exponentialHistogram', dataPoints: [], aggregationTemporality: 0 },
  { kind: 'summary', dataPoints: [] },
]

/** What `everyField` is for traces: metrics that hold every field of every message, and the awkward cases. */
export const everyFieldOfMetrics = (): MetricsData =>
  structuredClone({
    resourceMetrics: [
      {
        resource: everyResource,
        scopeMetrics: [
          { scope: everyScope, metrics: fullData.map(fullMetric), schemaUrl: scopeSchemaUrl },
          { scope: bareScope, metrics: bareData.map(bareMetric), schemaUrl: '' },
        ],
        schemaUrl: resourceSchemaUrl,
      },
    ],
  })
