import { ProtoWriter } from '@throughline/otlp'
import type { Gauge, HistogramMetric, Metric, Readings, ScopeReadings, Sum } from './model.ts'
import { encodeHistogramPoint, encodeNumberPoint } from './points-proto.ts'

/** Fields of a `Metric` (metrics/v1/metrics.proto). */
const GAUGE = 5
const SUM = 7
const HISTOGRAM = 9
const EXPONENTIAL_HISTOGRAM = 10

/** `AggregationTemporality` */
const temporalityOf = ({ isDelta }: { readonly isDelta: boolean }): 1 | 2 => (isDelta ? 1 : 2)

const isExponential = ({ points }: HistogramMetric): boolean => points[0]?.distribution.buckets.kind === 'exponential'

/** An `ExportMetricsServiceRequest` (collector/metrics/v1/metrics_service.proto). */
export function metricsRequestProto(parts: readonly Readings[]): Uint8Array {
  const proto = ProtoWriter.growing()
  for (const { resource, scopes } of parts) {
    const resourceMetrics = proto.begin(1)
    proto.bytes(1, resource)
    for (const scope of scopes) encodeScopeMetrics(proto, scope)
    proto.end(resourceMetrics)
  }
  return proto.written()
}

function encodeScopeMetrics(proto: ProtoWriter, { name, version, unixNano, metrics }: ScopeReadings): void {
  const scopeMetrics = proto.begin(2)
  const scope = proto.begin(1)
  if (name !== '') proto.string(1, name)
  if (version !== '') proto.string(2, version)
  proto.end(scope)
  for (const metric of metrics) encodeMetric(proto, metric, unixNano)
  proto.end(scopeMetrics)
}

function encodeMetric(proto: ProtoWriter, metric: Metric, unixNano: bigint): void {
  const mark = proto.begin(2)
  proto.string(1, metric.name)
  if (metric.description !== '') proto.string(2, metric.description)
  if (metric.unit !== '') proto.string(3, metric.unit)
  if (metric.kind === 'gauge') encodeGauge(proto, metric, unixNano)
  else if (metric.kind === 'sum') encodeSum(proto, metric, unixNano)
  else encodeHistogram(proto, metric, unixNano)
  proto.end(mark)
}

function encodeGauge(proto: ProtoWriter, { points, isInteger }: Gauge, unixNano: bigint): void {
  const mark = proto.begin(GAUGE)
  for (const point of points) encodeNumberPoint(proto, point, isInteger, undefined, unixNano)
  proto.end(mark)
}

function encodeSum(proto: ProtoWriter, sum: Sum, unixNano: bigint): void {
  const mark = proto.begin(SUM)
  for (const point of sum.points) encodeNumberPoint(proto, point, sum.isInteger, sum.startUnixNano, unixNano)
  proto.varint(2, temporalityOf(sum))
  proto.bool(3, sum.isMonotonic)
  proto.end(mark)
}

function encodeHistogram(proto: ProtoWriter, metric: HistogramMetric, unixNano: bigint): void {
  const mark = proto.begin(isExponential(metric) ? EXPONENTIAL_HISTOGRAM : HISTOGRAM)
  for (const point of metric.points) encodeHistogramPoint(proto, point, metric.startUnixNano, unixNano)
  proto.varint(2, temporalityOf(metric))
  proto.end(mark)
}
