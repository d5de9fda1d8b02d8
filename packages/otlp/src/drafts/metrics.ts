import type { Resource, Scope } from '../model/common.ts'
import type {
  Buckets,
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  Metric,
  MetricData,
  NumberDataPoint,
  NumberValue,
  ResourceMetrics,
  ScopeMetrics,
  SummaryDataPoint,
  ValueAtQuantile,
} from '../model/metrics.ts'
import { type Draft, emptyResource, emptyScope, noSpanId, noTime, noTraceId } from './common.ts'

export type MetricDataDraft = MetricData extends infer Kind ? (Kind extends MetricData ? Draft<Kind> : never) : never

/** One object for all, as `emptyValue` is. */
export const emptyNumber: NumberValue = Object.freeze({ kind: 'empty' })

export const emptyData: MetricDataDraft = Object.freeze({ kind: 'empty' })

const emptyPoint = () => ({ attributes: [], startTimeUnixNano: noTime, timeUnixNano: noTime, flags: 0 })

const emptyDistribution = () => ({
  ...emptyPoint(),
  count: 0n,
  sum: undefined,
  min: undefined,
  max: undefined,
  exemplars: [],
})

export const emptyExemplar = (): Draft<Exemplar> => ({
  filteredAttributes: [],
  timeUnixNano: noTime,
  value: emptyNumber,
  spanId: noSpanId,
  traceId: noTraceId,
})

export const emptyNumberPoint = (): Draft<NumberDataPoint> => ({ ...emptyPoint(), value: emptyNumber, exemplars: [] })

export const emptyHistogramPoint = (): Draft<HistogramDataPoint> => ({
  ...emptyDistribution(),
  bucketCounts: [],
  explicitBounds: [],
})

const emptyBuckets = (): Draft<Buckets> => ({ offset: 0, bucketCounts: [] })

export const emptyExponentialPoint = (): Draft<ExponentialHistogramDataPoint> & {
  positive: Draft<Buckets>
  negative: Draft<Buckets>
} => ({
  ...emptyDistribution(),
  scale: 0,
  zeroCount: 0n,
  zeroThreshold: 0,
  positive: emptyBuckets(),
  negative: emptyBuckets(),
})

export const emptyQuantile = (): Draft<ValueAtQuantile> => ({ quantile: 0, value: 0 })

export const emptySummaryPoint = (): Draft<SummaryDataPoint> => ({
  ...emptyPoint(),
  count: 0n,
  sum: 0,
  quantileValues: [],
})

export const emptyMetric = (): Draft<Metric> & { data: MetricDataDraft } => ({
  name: '',
  description: '',
  unit: '',
  data: emptyData,
  metadata: [],
})

export const emptyScopeMetrics = (): Draft<ScopeMetrics> & { scope: Draft<Scope> } => ({
  scope: emptyScope(),
  metrics: [],
  schemaUrl: '',
})

export const emptyResourceMetrics = (): Draft<ResourceMetrics> & { resource: Draft<Resource> } => ({
  resource: emptyResource(),
  scopeMetrics: [],
  schemaUrl: '',
})
