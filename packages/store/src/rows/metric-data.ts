import type { MetricData } from '@throughline/otlp'
import { type Columns, type RowOf, readRow } from '../rowbinary/columns.ts'
import type { RowReader } from '../rowbinary/reader.ts'
import { kinds, type MetricKind } from '../schema/metric-columns.ts'
import { exponentialHistogramPointOf, histogramPointOf, numberPointOf, summaryPointOf } from './points.ts'

/** A metric whose points are being read. */
interface MetricInTheMaking {
  readonly data: MetricData
  /** Reads one more point of it. */
  readonly addPoint: (from: RowReader) => void
}

/** Reads what a row says of all points of its metric; the columns of the point itself are next. */
export const startMetricData: Readonly<Record<MetricKind, (from: RowReader) => MetricInTheMaking>> = {
  gauge: () => withPoints(kinds.gauge.point, numberPointOf, dataPoints => ({ kind: 'gauge', dataPoints })),
  sum(from) {
    const { AggregationTemporality, IsMonotonic } = readRow(kinds.sum.data, from)
    return withPoints(kinds.sum.point, numberPointOf, dataPoints => ({
      kind: 'sum',
      dataPoints,
      aggregationTemporality: AggregationTemporality,
      isMonotonic: IsMonotonic,
    }))
  },
  histogram(from) {
    const { AggregationTemporality } = readRow(kinds.histogram.data, from)
    return withPoints(kinds.histogram.point, histogramPointOf, dataPoints => ({
      kind: 'histogram',
      dataPoints,
      aggregationTemporality: AggregationTemporality,
    }))
  },
  exponentialHistogram(from) {
    const { AggregationTemporality } = readRow(kinds.exponentialHistogram.data, from)
    return withPoints(kinds.exponentialHistogram.point, exponentialHistogramPointOf, dataPoints => ({
      kind: 'exponentialHistogram',
      dataPoints,
      aggregationTemporality: AggregationTemporality,
    }))
  },
  summary: () => withPoints(kinds.summary.point, summaryPointOf, dataPoints => ({ kind: 'summary', dataPoints })),
}

function withPoints<Table extends Columns, Point>(
  columns: Table,
  pointOf: (row: RowOf<Table>) => Point,
  dataOf: (dataPoints: readonly Point[]) => MetricData,
): MetricInTheMaking {
  const dataPoints: Point[] = []
  return { data: dataOf(dataPoints), addPoint: from => void dataPoints.push(pointOf(readRow(columns, from))) }
}
