import type {
  DataPoint,
  DistributionDataPoint,
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  NumberDataPoint,
  NumberValue,
  SummaryDataPoint,
  ValueAtQuantile,
} from '@throughline/otlp'
import {
  bool,
  float64,
  int32,
  int64,
  list,
  listOf,
  nanoTime,
  text,
  uint8,
  uint32,
  uint64,
} from '../rowbinary/codecs.ts'
import { column, type ObjectColumns } from '../rowbinary/columns.ts'
import { valueCodes } from '../rows/any-value.ts'
import { attributeTexts, attributeTypes } from '../rows/attributes.ts'

/** The columns of a data point of each kind. Times have nanoseconds, where the exporter's have seconds and end in 2106. */

export const pointColumns = {
  Attributes: column(attributeTexts, point => point.attributes),
  AttributeTypes: column(attributeTypes, point => point.attributes),
  StartTimeUnix: column(nanoTime, point => point.startTimeUnixNano),
  TimeUnix: column(nanoTime, point => point.timeUnixNano),
  Flags: column(uint32, point => point.flags),
} satisfies ObjectColumns<DataPoint>

export const exemplarColumns = {
  'Exemplars.FilteredAttributes': column(
    listOf(attributeTexts, (exemplar: Exemplar) => exemplar.filteredAttributes),
    exemplarsOf,
  ),
  'Exemplars.FilteredAttributeTypes': column(
    listOf(attributeTypes, (exemplar: Exemplar) => exemplar.filteredAttributes),
    exemplarsOf,
  ),
  'Exemplars.TimeUnix': column(
    listOf(nanoTime, (exemplar: Exemplar) => exemplar.timeUnixNano),
    exemplarsOf,
  ),
  'Exemplars.Value': column(
    listOf(float64, (exemplar: Exemplar) => doubleOf(exemplar.value)),
    exemplarsOf,
  ),
  'Exemplars.ValueType': column(
    listOf(uint8, (exemplar: Exemplar) => valueCodes[exemplar.value.kind]),
    exemplarsOf,
  ),
  'Exemplars.ValueInt': column(
    listOf(int64, (exemplar: Exemplar) => intOf(exemplar.value)),
    exemplarsOf,
  ),
  'Exemplars.SpanId': column(
    listOf(text, (exemplar: Exemplar) => exemplar.spanId),
    exemplarsOf,
  ),
  'Exemplars.TraceId': column(
    listOf(text, (exemplar: Exemplar) => exemplar.traceId),
    exemplarsOf,
  ),
} satisfies ObjectColumns<Pick<DistributionDataPoint, 'exemplars'>>

/** Of gauges and sums. */
export const numberPointColumns = {
  ...pointColumns,
  Value: column(float64, point => doubleOf(point.value)),
  ValueType: column(uint8, point => valueCodes[point.value.kind]),
  // What a double cannot hold of a whole number.
  ValueInt: column(int64, point => intOf(point.value)),
  ...exemplarColumns,
} satisfies ObjectColumns<NumberDataPoint>

export const distributionColumns = {
  ...pointColumns,
  Count: column(uint64, point => point.count),
  Sum: column(float64, point => point.sum ?? 0),
  HasSum: column(bool, point => point.sum !== undefined),
  Min: column(float64, point => point.min ?? 0),
  HasMin: column(bool, point => point.min !== undefined),
  Max: column(float64, point => point.max ?? 0),
  HasMax: column(bool, point => point.max !== undefined),
  ...exemplarColumns,
} satisfies ObjectColumns<DistributionDataPoint>

export const histogramPointColumns = {
  ...distributionColumns,
  BucketCounts: column(list(uint64), point => point.bucketCounts),
  ExplicitBounds: column(list(float64), point => point.explicitBounds),
} satisfies ObjectColumns<HistogramDataPoint>

export const exponentialHistogramPointColumns = {
  ...distributionColumns,
  Scale: column(int32, point => point.scale),
  ZeroCount: column(uint64, point => point.zeroCount),
  ZeroThreshold: column(float64, point => point.zeroThreshold),
  PositiveOffset: column(int32, point => point.positive.offset),
  PositiveBucketCounts: column(list(uint64), point => point.positive.bucketCounts),
  NegativeOffset: column(int32, point => point.negative.offset),
  NegativeBucketCounts: column(list(uint64), point => point.negative.bucketCounts),
} satisfies ObjectColumns<ExponentialHistogramDataPoint>

export const summaryPointColumns = {
  ...pointColumns,
  Count: column(uint64, point => point.count),
  Sum: column(float64, point => point.sum),
  'ValueAtQuantiles.Quantile': column(
    listOf(float64, (at: ValueAtQuantile) => at.quantile),
    quantilesOf,
  ),
  'ValueAtQuantiles.Value': column(
    listOf(float64, (at: ValueAtQuantile) => at.value),
    quantilesOf,
  ),
} satisfies ObjectColumns<SummaryDataPoint>

function exemplarsOf(point: Pick<DistributionDataPoint, 'exemplars'>): readonly Exemplar[] {
  return point.exemplars
}

function quantilesOf(point: SummaryDataPoint): readonly ValueAtQuantile[] {
  return point.quantileValues
}

const intOf = (value: NumberValue): bigint => (value.kind === 'int' ? value.value : 0n)

const doubleOf = (value: NumberValue): number => (value.kind === 'empty' ? 0 : Number(value.value))
