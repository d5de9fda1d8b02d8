import type { HrTime } from '@opentelemetry/api'
import type * as Sdk from '@opentelemetry/sdk-metrics'
import { unixNanoOf } from '../trace/clock.ts'
import type { Distribution, Metric, MetricAttributes, ScopeReadings } from './model.ts'

/** `DataPointType` of the SDK, which is loaded for no constants. */
const HISTOGRAM = 0
const EXPONENTIAL_HISTOGRAM = 1
const GAUGE = 2

/** What OpenTelemetry's SDK has collected, as our own readings are. */
export const fromSdk = (scopes: readonly Sdk.ScopeMetrics[], unixNano: bigint): readonly ScopeReadings[] =>
  scopes.map(({ scope: { name, version = '' }, metrics }) => ({
    name,
    version,
    unixNano,
    metrics: metrics.map(metricOf),
  }))

function metricOf(data: Sdk.MetricData): Metric {
  const { name, description, unit, valueType } = data.descriptor
  const metric = { name, description, unit }
  const isInteger = valueType === INT
  // `AggregationTemporality.DELTA`
  const interval = { isDelta: data.aggregationTemporality === 0, startUnixNano: startOf(data) }
  switch (data.dataPointType as number) {
    case GAUGE:
      return { kind: 'gauge', ...metric, isInteger, points: numberPoints(data as Sdk.GaugeMetricData) }
    case HISTOGRAM: {
      const points = (data as Sdk.HistogramMetricData).dataPoints.map(point => histogramPoint(point, explicit))
      return { kind: 'histogram', ...metric, ...interval, points }
    }
    case EXPONENTIAL_HISTOGRAM: {
      const { dataPoints } = data as Sdk.ExponentialHistogramMetricData
      const points = dataPoints.map(point => histogramPoint(point, exponential))
      return { kind: 'histogram', ...metric, ...interval, points }
    }
    default: {
      const sum = data as Sdk.SumMetricData
      return { kind: 'sum', ...metric, ...interval, isInteger, isMonotonic: sum.isMonotonic, points: numberPoints(sum) }
    }
  }
}

/** `ValueType.INT` */
const INT = 0

const startOf = ({ dataPoints: [first] }: Sdk.MetricData): bigint =>
  first === undefined ? 0n : nanoOf(first.startTime)

const nanoOf = ([seconds, nano]: HrTime): bigint => unixNanoOf(seconds, nano)

const numberPoints = ({ dataPoints }: Sdk.SumMetricData | Sdk.GaugeMetricData) =>
  dataPoints.map(({ attributes, value, startTime }) => ({
    attributes: plain(attributes),
    value,
    startUnixNano: nanoOf(startTime),
  }))

const histogramPoint = <T>(
  { attributes, startTime, value }: Sdk.DataPoint<T>,
  distributionOf: (value: T) => Distribution,
) => ({
  attributes: plain(attributes),
  distribution: distributionOf(value),
  startUnixNano: nanoOf(startTime),
})

const explicit = ({ count, sum, min, max, buckets: { boundaries, counts } }: Sdk.Histogram): Distribution => ({
  count,
  ...boundsOf(count, sum, min, max),
  buckets: { kind: 'explicit', bounds: boundaries, counts },
})

const exponential = ({
  count,
  sum,
  min,
  max,
  scale,
  zeroCount,
  positive,
  negative,
}: Sdk.ExponentialHistogram): Distribution => ({
  count,
  ...boundsOf(count, sum, min, max),
  buckets: {
    kind: 'exponential',
    scale,
    zeroCount,
    positive: { offset: positive.offset, counts: positive.bucketCounts },
    negative: { offset: negative.offset, counts: negative.bucketCounts },
  },
})

/** Of nothing, and of the difference of two totals, least and greatest are infinite. */
const boundsOf = (count: number, sum?: number, min?: number, max?: number) => ({
  sum,
  min: count > 0 && Number.isFinite(min) ? min : undefined,
  max: count > 0 && Number.isFinite(max) ? max : undefined,
})

/** An app may give anything, and what cannot be copied to another thread would take all readings along. */
const plain = (attributes: MetricAttributes): MetricAttributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => isPlain(value)))

const isPlain = (value: unknown): boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.every(isPlain))
