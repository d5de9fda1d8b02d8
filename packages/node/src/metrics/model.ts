/** Readings as plain data: they cross between threads, and each way out (OTLP, Prometheus, the console) writes them. */
export interface Readings {
  /** An encoded `Resource`: each thread of the app is one of its own. */
  readonly resource: Uint8Array
  readonly scopes: readonly ScopeReadings[]
}

export interface ScopeReadings {
  readonly name: string
  readonly version: string
  /** When they were taken. */
  readonly unixNano: bigint
  readonly metrics: readonly Metric[]
}

export type Metric = Gauge | Sum | HistogramMetric

interface Described {
  readonly name: string
  readonly description: string
  /** In the notation of UCUM, as the conventions have it: `s`, `By`, `{request}`. */
  readonly unit: string
}

export interface Gauge extends Described {
  readonly kind: 'gauge'
  readonly isInteger: boolean
  readonly points: readonly NumberPoint[]
}

/** What adds up over `Interval`. */
export interface Sum extends Described, Interval {
  readonly kind: 'sum'
  readonly isInteger: boolean
  readonly isMonotonic: boolean
  readonly points: readonly NumberPoint[]
}

export interface HistogramMetric extends Described, Interval {
  readonly kind: 'histogram'
  readonly points: readonly HistogramPoint[]
}

/** Since the start, or since the readings before. */
interface Interval {
  readonly isDelta: boolean
  readonly startUnixNano: bigint
}

export type MetricAttributes = Readonly<Record<string, unknown>>

export interface NumberPoint {
  readonly attributes: MetricAttributes
  readonly value: number
  /** Where it differs from that of the metric. */
  readonly startUnixNano?: bigint
}

export interface HistogramPoint {
  readonly attributes: MetricAttributes
  readonly distribution: Distribution
  readonly exemplar?: Exemplar | undefined
  readonly startUnixNano?: bigint
}

/** How values are spread; `sum`, `min` and `max` are left out where they would say nothing. */
export interface Distribution {
  readonly count: number
  readonly sum?: number | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly buckets: ExplicitBuckets | ExponentialBuckets
}

export interface ExplicitBuckets {
  readonly kind: 'explicit'
  /** Upper bounds, which belong to their bucket; the last bucket has none. */
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
}

/** `counts[i]` of `positive` is of values above `base ** (offset + i)` up to `base` times as much; `base` is 2 ** 2 ** -scale. */
export interface ExponentialBuckets {
  readonly kind: 'exponential'
  readonly scale: number
  readonly zeroCount: number
  readonly positive: BucketRange
  readonly negative: BucketRange
}

export interface BucketRange {
  readonly offset: number
  readonly counts: readonly number[]
}

/** A span that is one of the values. */
export interface Exemplar {
  readonly value: number
  readonly unixNano: bigint
  /** Hex. */
  readonly traceId: string
  readonly spanId: string
}
