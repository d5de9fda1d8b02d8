import { ProtoWriter } from '@throughline/otlp'
import { encodeAttribute } from '../recorder/value-encoder.ts'
import { sdkVersion } from '../version.ts'
import type { Sum, SumPoint } from './own-metrics.ts'

/** What an `ExportMetricsServiceRequest` says (collector/metrics/v1/metrics_service.proto). */
export interface MetricsRequest {
  /** Encoded. */
  readonly resource: Uint8Array
  readonly startUnixNano: bigint
  readonly unixNano: bigint
  readonly sums: readonly Sum[]
}

const scopeName = '@throughline/node'
/** AGGREGATION_TEMPORALITY_CUMULATIVE */
const CUMULATIVE = 2

/** By hand and not from the model of `@throughline/otlp`, because the resource is there as bytes. */
export function encodeMetricsRequest(request: MetricsRequest): Uint8Array {
  const proto = ProtoWriter.growing()
  const resourceMetrics = proto.begin(1)
  proto.bytes(1, request.resource)
  const scopeMetrics = proto.begin(2)
  const scope = proto.begin(1)
  proto.string(1, scopeName)
  proto.string(2, sdkVersion)
  proto.end(scope)
  for (const sum of request.sums) encodeMetric(proto, sum, request)
  proto.end(scopeMetrics)
  proto.end(resourceMetrics)
  return proto.written()
}

function encodeMetric(proto: ProtoWriter, { name, description, unit, points }: Sum, request: MetricsRequest): void {
  const metric = proto.begin(2)
  proto.string(1, name)
  proto.string(2, description)
  proto.string(3, unit)
  const sum = proto.begin(7)
  for (const point of points) encodePoint(proto, point, request)
  proto.varint(2, CUMULATIVE)
  proto.bool(3, true)
  proto.end(sum)
  proto.end(metric)
}

function encodePoint(proto: ProtoWriter, { value, attributes }: SumPoint, request: MetricsRequest): void {
  const point = proto.begin(1)
  proto.fixed64(2, request.startUnixNano)
  proto.fixed64(3, request.unixNano)
  proto.fixed64(6, BigInt(value))
  for (const [key, text] of Object.entries(attributes)) encodeAttribute(proto, 7, key, text)
  proto.end(point)
}
