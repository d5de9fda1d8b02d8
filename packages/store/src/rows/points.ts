import type {
  DataPoint,
  DistributionDataPoint,
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  NumberDataPoint,
  NumberValue,
  SpanId,
  SummaryDataPoint,
  TraceId,
  UnixNano,
} from '@throughline/otlp'
import type { RowOf } from '../rowbinary/columns.ts'
import type {
  distributionColumns,
  exemplarColumns,
  exponentialHistogramPointColumns,
  histogramPointColumns,
  numberPointColumns,
  pointColumns,
  summaryPointColumns,
} from '../schema/point-columns.ts'
import { valueCodes } from './any-value.ts'
import { attributesOf } from './attributes.ts'

/** A decoded row as the data point it came from, for each kind of point. */

export const numberPointOf = (row: RowOf<typeof numberPointColumns>): NumberDataPoint => ({
  ...pointOf(row),
  value: numberOf(row.ValueType, row.Value, row.ValueInt),
  exemplars: exemplarsOf(row),
})

export const histogramPointOf = (row: RowOf<typeof histogramPointColumns>): HistogramDataPoint => ({
  ...distributionOf(row),
  bucketCounts: row.BucketCounts,
  explicitBounds: row.ExplicitBounds,
})

export const exponentialHistogramPointOf = (
  row: RowOf<typeof exponentialHistogramPointColumns>,
): ExponentialHistogramDataPoint => ({
  ...distributionOf(row),
  scale: row.Scale,
  zeroCount: row.ZeroCount,
  zeroThreshold: row.ZeroThreshold,
  positive: { offset: row.PositiveOffset, bucketCounts: row.PositiveBucketCounts },
  negative: { offset: row.NegativeOffset, bucketCounts: row.NegativeBucketCounts },
})

export const summaryPointOf = (row: RowOf<typeof summaryPointColumns>): SummaryDataPoint => ({
  ...pointOf(row),
  count: row.Count,
  sum: row.Sum,
  quantileValues: row['ValueAtQuantiles.Quantile'].map((quantile, at) => ({
    quantile,
    value: row['ValueAtQuantiles.Value'][at] ?? 0,
  })),
})

const pointOf = (row: RowOf<typeof pointColumns>): DataPoint => ({
  attributes: attributesOf(row.Attributes, row.AttributeTypes),
  startTimeUnixNano: row.StartTimeUnix as UnixNano,
  timeUnixNano: row.TimeUnix as UnixNano,
  flags: row.Flags,
})

const distributionOf = (row: RowOf<typeof distributionColumns>): DistributionDataPoint => ({
  ...pointOf(row),
  count: row.Count,
  sum: row.HasSum ? row.Sum : undefined,
  min: row.HasMin ? row.Min : undefined,
  max: row.HasMax ? row.Max : undefined,
  exemplars: exemplarsOf(row),
})

const exemplarsOf = (row: RowOf<typeof exemplarColumns>): readonly Exemplar[] =>
  row['Exemplars.TimeUnix'].map((time, at) => ({
    filteredAttributes: attributesOf(
      row['Exemplars.FilteredAttributes'][at] ?? [],
      row['Exemplars.FilteredAttributeTypes'][at] ?? [],
    ),
    timeUnixNano: time as UnixNano,
    value: numberOf(
      row['Exemplars.ValueType'][at] ?? valueCodes.empty,
      row['Exemplars.Value'][at] ?? 0,
      row['Exemplars.ValueInt'][at] ?? 0n,
    ),
    spanId: (row['Exemplars.SpanId'][at] ?? '') as SpanId,
    traceId: (row['Exemplars.TraceId'][at] ?? '') as TraceId,
  }))

function numberOf(code: number, double: number, int: bigint): NumberValue {
  if (code === valueCodes.int) return { kind: 'int', value: int }
  return code === valueCodes.double ? { kind: 'double', value: double } : { kind: 'empty' }
}
