import type { ProtoWriter } from '@throughline/otlp'
import { encodeAttribute } from '../recorder/value-encoder.ts'
import type {
  BucketRange,
  Distribution,
  Exemplar,
  ExplicitBuckets,
  ExponentialBuckets,
  HistogramPoint,
  MetricAttributes,
  NumberPoint,
} from './model.ts'
import { packedDoubles, packedFixed64s, packedVarints, zigzag } from './packed.ts'

/** The points of metrics/v1/metrics.proto, each as field 1 of what holds them. */
const POINTS = 1

export function encodeNumberPoint(
  proto: ProtoWriter,
  { attributes, value, startUnixNano }: NumberPoint,
  isInteger: boolean,
  metricStart: bigint | undefined,
  unixNano: bigint,
): void {
  const point = proto.begin(POINTS)
  encodeTimes(proto, startUnixNano ?? metricStart, unixNano)
  if (isInteger) proto.fixed64(6, BigInt(Math.round(value)))
  else proto.double(4, value)
  encodeAttributes(proto, 7, attributes)
  proto.end(point)
}

export function encodeHistogramPoint(
  proto: ProtoWriter,
  { attributes, distribution, exemplar, startUnixNano }: HistogramPoint,
  metricStart: bigint,
  unixNano: bigint,
): void {
  const { buckets } = distribution
  const point = proto.begin(POINTS)
  encodeTimes(proto, startUnixNano ?? metricStart, unixNano)
  proto.fixed64(4, BigInt(distribution.count))
  if (distribution.sum !== undefined) proto.double(5, distribution.sum)
  if (buckets.kind === 'explicit') encodeExplicit(proto, distribution, buckets)
  else encodeExponential(proto, distribution, buckets)
  const isExplicit = buckets.kind === 'explicit'
  if (exemplar !== undefined) encodeExemplar(proto, isExplicit ? 8 : 11, exemplar)
  encodeAttributes(proto, isExplicit ? 9 : 1, attributes)
  proto.end(point)
}

function encodeExplicit(proto: ProtoWriter, { min, max }: Distribution, { bounds, counts }: ExplicitBuckets): void {
  proto.bytes(6, packedFixed64s(counts))
  proto.bytes(7, packedDoubles(bounds))
  if (min !== undefined) proto.double(11, min)
  if (max !== undefined) proto.double(12, max)
}

function encodeExponential(proto: ProtoWriter, { min, max }: Distribution, buckets: ExponentialBuckets): void {
  proto.varint(6, zigzag(buckets.scale))
  proto.fixed64(7, BigInt(buckets.zeroCount))
  encodeRange(proto, 8, buckets.positive)
  encodeRange(proto, 9, buckets.negative)
  if (min !== undefined) proto.double(12, min)
  if (max !== undefined) proto.double(13, max)
}

function encodeRange(proto: ProtoWriter, field: number, { offset, counts }: BucketRange): void {
  if (counts.length === 0) return
  const range = proto.begin(field)
  proto.varint(1, zigzag(offset))
  proto.bytes(2, packedVarints(counts))
  proto.end(range)
}

function encodeExemplar(proto: ProtoWriter, field: number, { value, unixNano, traceId, spanId }: Exemplar): void {
  const exemplar = proto.begin(field)
  proto.fixed64(2, unixNano)
  proto.double(3, value)
  proto.hex(4, spanId)
  proto.hex(5, traceId)
  proto.end(exemplar)
}

function encodeTimes(proto: ProtoWriter, startUnixNano: bigint | undefined, unixNano: bigint): void {
  if (startUnixNano !== undefined) proto.fixed64(2, startUnixNano)
  proto.fixed64(3, unixNano)
}

function encodeAttributes(proto: ProtoWriter, field: number, attributes: MetricAttributes): void {
  for (const [key, value] of Object.entries(attributes)) encodeAttribute(proto, field, key, value)
}
