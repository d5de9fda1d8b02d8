import type { AnyValue, KeyValue, Resource, Scope, SpanId, TraceId, UnixNano } from './common.ts'

/** Source: opentelemetry-proto 1.x, `metrics/v1/metrics.proto`. */

/** `AggregationTemporality`: 0 unspecified, 1 delta, 2 cumulative; unknown numbers are kept. */
export type AggregationTemporalityNumber = number

/** A measured number, of the type that it was sent in. */
export type NumberValue = Extract<AnyValue, { readonly kind: 'empty' | 'int' | 'double' }>

/** A measurement that stands for many, with the span in which it was made. */
export interface Exemplar {
  readonly filteredAttributes: readonly KeyValue[]
  readonly timeUnixNano: UnixNano
  readonly value: NumberValue
  readonly spanId: SpanId
  readonly traceId: TraceId
}

/** What the points of every kind of metric have. */
export interface DataPoint {
  readonly attributes: readonly KeyValue[]
  readonly startTimeUnixNano: UnixNano
  readonly timeUnixNano: UnixNano
  /** `DataPointFlags`: bit 0 says that no value was recorded. */
  readonly flags: number
}

export interface NumberDataPoint extends DataPoint {
  readonly value: NumberValue
  readonly exemplars: readonly Exemplar[]
}

/** What the points of both kinds of histogram have; what is optional is `undefined` where the sender left it out. */
export interface DistributionDataPoint extends DataPoint {
  readonly count: bigint
  readonly sum: number | undefined
  readonly min: number | undefined
  readonly max: number | undefined
  readonly exemplars: readonly Exemplar[]
}

export interface HistogramDataPoint extends DistributionDataPoint {
  /** One more than there are bounds, or none. */
  readonly bucketCounts: readonly bigint[]
  readonly explicitBounds: readonly number[]
}

/** Bucket `i` holds what lies above base^(offset + i) and up to base^(offset + i + 1), where base is 2^(2^−scale). */
export interface Buckets {
  readonly offset: number
  readonly bucketCounts: readonly bigint[]
}

export interface ExponentialHistogramDataPoint extends DistributionDataPoint {
  readonly scale: number
  readonly zeroCount: bigint
  /** How far from zero a value may be and still be counted in `zeroCount`. */
  readonly zeroThreshold: number
  readonly positive: Buckets
  readonly negative: Buckets
}

export interface ValueAtQuantile {
  readonly quantile: number
  readonly value: number
}

export interface SummaryDataPoint extends DataPoint {
  readonly count: bigint
  readonly sum: number
  readonly quantileValues: readonly ValueAtQuantile[]
}

export type MetricData =
  | { readonly kind: 'empty' }
  | { readonly kind: 'gauge'; readonly dataPoints: readonly NumberDataPoint[] }
  | {
      readonly kind: 'sum'
      readonly dataPoints: readonly NumberDataPoint[]
      readonly aggregationTemporality: AggregationTemporalityNumber
      readonly isMonotonic: boolean
    }
  | {
      readonly kind: 'histogram'
      readonly dataPoints: readonly HistogramDataPoint[]
      readonly aggregationTemporality: AggregationTemporalityNumber
    }
  | {
      readonly kind: 'exponentialHistogram'
      readonly dataPoints: readonly ExponentialHistogramDataPoint[]
      readonly aggregationTemporality: AggregationTemporalityNumber
    }
  | { readonly kind: 'summary'; readonly dataPoints: readonly SummaryDataPoint[] }

export interface Metric {
  readonly name: string
  readonly description: string
  readonly unit: string
  readonly data: MetricData
  readonly metadata: readonly KeyValue[]
}

export interface ScopeMetrics {
  readonly scope: Scope
  readonly metrics: readonly Metric[]
  readonly schemaUrl: string
}

export interface ResourceMetrics {
  readonly resource: Resource
  readonly scopeMetrics: readonly ScopeMetrics[]
  readonly schemaUrl: string
}

/** `MetricsData`, which is also `ExportMetricsServiceRequest`: the two messages have the same fields. */
export interface MetricsData {
  readonly resourceMetrics: readonly ResourceMetrics[]
}
