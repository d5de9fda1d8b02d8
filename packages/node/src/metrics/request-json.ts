import { ProtoWriter, readTracesProto, writeTracesJson } from '@throughline/otlp'
import type {
  BucketRange,
  Distribution,
  Exemplar,
  HistogramPoint,
  Metric,
  MetricAttributes,
  NumberPoint,
  Readings,
  ScopeReadings,
} from './model.ts'
import { isExponential, temporalityOf } from './request-proto.ts'

/** What `metricsRequestProto` writes, as OTLP has it in JSON. */
export function metricsRequestJson(parts: readonly Readings[]): string {
  const resourceMetrics = parts.map(({ resource, scopes }) => ({
    resource: resourceJson(resource),
    scopeMetrics: scopes.map(scopeJson),
  }))
  return JSON.stringify({ resourceMetrics })
}

const scopeJson = ({ name, version, unixNano, metrics }: ScopeReadings) => ({
  scope: { name, version },
  metrics: metrics.map(metric => metricJson(metric, unixNano)),
})

function metricJson(metric: Metric, unixNano: bigint) {
  const { name, description, unit } = metric
  return { name, description, unit, ...dataJson(metric, unixNano) }
}

function dataJson(metric: Metric, unixNano: bigint) {
  if (metric.kind === 'gauge') {
    return {
      gauge: { dataPoints: metric.points.map(point => numberJson(point, metric.isInteger, undefined, unixNano)) },
    }
  }
  const { startUnixNano } = metric
  const aggregationTemporality = temporalityOf(metric)
  if (metric.kind === 'sum') {
    const dataPoints = metric.points.map(point => numberJson(point, metric.isInteger, startUnixNano, unixNano))
    return { sum: { dataPoints, aggregationTemporality, isMonotonic: metric.isMonotonic } }
  }
  const dataPoints = metric.points.map(point => histogramJson(point, startUnixNano, unixNano))
  const data = { dataPoints, aggregationTemporality }
  return isExponential(metric) ? { exponentialHistogram: data } : { histogram: data }
}

const numberJson = (point: NumberPoint, isInteger: boolean, metricStart: bigint | undefined, unixNano: bigint) => ({
  ...pointJson(point, metricStart, unixNano),
  ...(isInteger ? { asInt: String(Math.round(point.value)) } : { asDouble: doubleJson(point.value) }),
})

function histogramJson(point: HistogramPoint, metricStart: bigint, unixNano: bigint) {
  const { distribution, exemplar } = point
  return {
    ...pointJson(point, metricStart, unixNano),
    count: String(distribution.count),
    sum: distribution.sum,
    min: distribution.min,
    max: distribution.max,
    ...bucketsJson(distribution),
    ...(exemplar === undefined ? {} : { exemplars: [exemplarJson(exemplar)] }),
  }
}

function bucketsJson({ buckets }: Distribution) {
  if (buckets.kind === 'explicit') return { bucketCounts: buckets.counts.map(String), explicitBounds: buckets.bounds }
  const { scale, zeroCount, positive, negative } = buckets
  return { scale, zeroCount: String(zeroCount), positive: rangeJson(positive), negative: rangeJson(negative) }
}

const rangeJson = ({ offset, counts }: BucketRange) =>
  counts.length === 0 ? undefined : { offset, bucketCounts: counts.map(String) }

const exemplarJson = ({ value, unixNano, traceId, spanId }: Exemplar) => ({
  timeUnixNano: String(unixNano),
  asDouble: doubleJson(value),
  spanId,
  traceId,
})

const pointJson = (
  { attributes, startUnixNano }: NumberPoint | HistogramPoint,
  metricStart: bigint | undefined,
  unixNano: bigint,
) => ({
  attributes: attributesJson(attributes),
  ...(metricStart === undefined ? {} : { startTimeUnixNano: String(startUnixNano ?? metricStart) }),
  timeUnixNano: String(unixNano),
})

const attributesJson = (attributes: MetricAttributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueJson(value) }))

function valueJson(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(valueJson) } }
  if (typeof value !== 'number') return {}
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: doubleJson(value) }
}

/** JSON has no other word for them than texts (ProtoJSON). */
const doubleJson = (value: number): number | string => (Number.isFinite(value) ? value : String(value))

/** What is in an encoded `Resource`, as plain values. */
export function attributesOfResource(resource: Uint8Array): Record<string, unknown> {
  const { attributes = [] } = resourceJson(resource) as { attributes?: { key: string; value: object }[] }
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

/** The resource is the same message in every signal, and the one place that writes it as JSON is that of traces. */
function resourceJson(resource: Uint8Array): unknown {
  const proto = ProtoWriter.growing()
  const resourceSpans = proto.begin(1)
  proto.bytes(1, resource)
  proto.end(resourceSpans)
  const traces = readTracesProto(proto.written())
  return traces.ok ? JSON.parse(writeTracesJson(traces.value)).resourceSpans[0].resource : {}
}
