import { emptyNumber } from '../drafts/metrics.ts'
import type { SpanId, TraceId } from '../model/common.ts'
import type {
  Buckets,
  DataPoint,
  DistributionDataPoint,
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  NumberDataPoint,
  NumberValue,
  SummaryDataPoint,
  ValueAtQuantile,
} from '../model/metrics.ts'
import { unixNano } from '../time.ts'
import type { JsonMessage } from './json-message.ts'
import { readAttributes } from './read-common.ts'

export const readNumberPoint = (json: JsonMessage): NumberDataPoint => ({
  ...readPoint(json),
  value: readNumber(json),
  exemplars: readExemplars(json),
})

export const readHistogramPoint = (json: JsonMessage): HistogramDataPoint => ({
  ...readDistribution(json),
  bucketCounts: json.uint64s('bucketCounts'),
  explicitBounds: json.doubles('explicitBounds'),
})

export const readExponentialPoint = (json: JsonMessage): ExponentialHistogramDataPoint => ({
  ...readDistribution(json),
  scale: json.int32('scale'),
  zeroCount: json.uint64('zeroCount'),
  zeroThreshold: json.double('zeroThreshold'),
  positive: readBuckets(json.message('positive')),
  negative: readBuckets(json.message('negative')),
})

export const readSummaryPoint = (json: JsonMessage): SummaryDataPoint => ({
  ...readPoint(json),
  count: json.uint64('count'),
  sum: json.double('sum'),
  quantileValues: json.list('quantileValues', readQuantile),
})

function readPoint(json: JsonMessage): DataPoint {
  if (!json.has('timeUnixNano')) json.countHollow()
  return {
    attributes: readAttributes(json),
    startTimeUnixNano: unixNano(json.uint64('startTimeUnixNano')),
    timeUnixNano: unixNano(json.uint64('timeUnixNano')),
    flags: json.uint32('flags'),
  }
}

const readDistribution = (json: JsonMessage): DistributionDataPoint => ({
  ...readPoint(json),
  count: json.uint64('count'),
  sum: json.optionalDouble('sum'),
  min: json.optionalDouble('min'),
  max: json.optionalDouble('max'),
  exemplars: readExemplars(json),
})

const readBuckets = (json: JsonMessage): Buckets => ({
  offset: json.int32('offset'),
  bucketCounts: json.uint64s('bucketCounts'),
})

function readQuantile(json: JsonMessage): ValueAtQuantile {
  if (!json.has('quantile') && !json.has('value')) json.countHollow()
  return { quantile: json.double('quantile'), value: json.double('value') }
}

const readExemplars = (json: JsonMessage): Exemplar[] => json.list('exemplars', readExemplar)

function readExemplar(json: JsonMessage): Exemplar {
  if (!json.has('timeUnixNano')) json.countHollow()
  return {
    filteredAttributes: readAttributes(json, 'filteredAttributes'),
    timeUnixNano: unixNano(json.uint64('timeUnixNano')),
    value: readNumber(json),
    spanId: json.hex('spanId') as SpanId,
    traceId: json.hex('traceId') as TraceId,
  }
}

function readNumber(json: JsonMessage): NumberValue {
  if (json.has('asInt')) return { kind: 'int', value: json.int64('asInt') }
  if (json.has('asDouble')) return { kind: 'double', value: json.double('asDouble') }
  return emptyNumber
}
