import type {
  DataPoint,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  Metric,
  MetricsData,
  NumberDataPoint,
  ResourceMetrics,
  SummaryDataPoint,
} from '@throughline/otlp'
import { attributeLabels, type Labels, resourceLabels, scopeLabels, targetLabels } from './labels.ts'
import { isCounter, metricName } from './names.ts'
import { nativeHistogram, schemaMin } from './native-histogram.ts'
import { createWriteRequest, type MetricType, type WriteRequest } from './write-request.ts'

export interface Translation {
  readonly request: WriteRequest
  /** Data points that Prometheus has no place for. */
  readonly rejectedPoints: number
  /** Why, for the first of them; empty where there are none. */
  readonly message: string
}

/** OpenTelemetry, "Prometheus and OpenMetrics Compatibility", "OTLP Metric points to Prometheus". Exemplars are left out. */
export function translate({ resourceMetrics }: MetricsData): Translation {
  const request = createWriteRequest()
  const rejected = { points: 0, message: '' }
  for (const each of resourceMetrics) {
    const target = targetLabels(each.resource)
    for (const { scope, metrics } of each.scopeMetrics) {
      const labels: Labels = new Map([...scopeLabels(scope), ...target])
      for (const metric of metrics) {
        const problem = problemOf(metric)
        if (problem === undefined) writeMetric(request, metric, labels)
        else {
          rejected.points += pointsOf(metric).length
          rejected.message ||= `${metric.name} ${problem}`
        }
      }
    }
    writeTargetInfo(request, each, target)
  }
  return { request, rejectedPoints: rejected.points, message: rejected.message }
}

const DELTA = 1

function problemOf({ data }: Metric): string | undefined {
  if ('aggregationTemporality' in data && data.aggregationTemporality === DELTA) {
    return 'counts from one report to the next (delta), which Prometheus cannot add up'
  }
  if (data.kind !== 'exponentialHistogram' || data.dataPoints.every(({ scale }) => scale >= schemaMin)) return undefined
  return `has buckets coarser than scale ${schemaMin}`
}

const pointsOf = ({ data }: Metric): readonly DataPoint[] => (data.kind === 'empty' ? [] : data.dataPoints)

function writeMetric(request: WriteRequest, metric: Metric, labels: Labels): void {
  const name = metricName(metric)
  const { data } = metric
  const each = <Point extends DataPoint>(points: readonly Point[], write: PointWriter<Point>) => {
    request.describe(name, typeOf(metric), metric.description, metric.unit)
    for (const point of points) write(request, name, new Map([...attributeLabels(point.attributes), ...labels]), point)
  }
  if (data.kind === 'gauge' || data.kind === 'sum') each(data.dataPoints, writeNumber)
  else if (data.kind === 'histogram') each(data.dataPoints, writeClassicHistogram)
  else if (data.kind === 'exponentialHistogram') each(data.dataPoints, writeNativeHistogram)
  else if (data.kind === 'summary') each(data.dataPoints, writeSummary)
}

function typeOf(metric: Metric): MetricType {
  if (isCounter(metric)) return 'counter'
  const { kind } = metric.data
  if (kind === 'summary') return kind
  return kind === 'histogram' || kind === 'exponentialHistogram' ? 'histogram' : 'gauge'
}

type PointWriter<Point> = (request: WriteRequest, name: string, labels: Labels, point: Point) => void

const timeOf = ({ timeUnixNano }: DataPoint): bigint => timeUnixNano / 1_000_000n

const isNotRecorded = ({ flags }: DataPoint): boolean => (flags & 1) === 1

const recorded = (point: DataPoint, value: number | bigint): number | undefined =>
  isNotRecorded(point) ? undefined : Number(value)

const writeNumber: PointWriter<NumberDataPoint> = (request, name, labels, point) =>
  request.sample(name, labels, recorded(point, point.value.kind === 'empty' ? 0 : point.value.value), timeOf(point))

const writeClassicHistogram: PointWriter<HistogramDataPoint> = (request, name, labels, point) => {
  let below = 0n
  for (const [at, bound] of point.explicitBounds.entries()) {
    below += point.bucketCounts[at] ?? 0n
    request.sample(`${name}_bucket`, new Map([...labels, ['le', String(bound)]]), recorded(point, below), timeOf(point))
  }
  const all = new Map([...labels, ['le', '+Inf']])
  request.sample(`${name}_bucket`, all, recorded(point, point.count), timeOf(point))
  writeSumAndCount(request, name, labels, point)
}

const writeSumAndCount: PointWriter<HistogramDataPoint | SummaryDataPoint> = (request, name, labels, point) => {
  if (point.sum !== undefined) request.sample(`${name}_sum`, labels, recorded(point, point.sum), timeOf(point))
  request.sample(`${name}_count`, labels, recorded(point, point.count), timeOf(point))
}

const writeNativeHistogram: PointWriter<ExponentialHistogramDataPoint> = (request, name, labels, point) => {
  const histogram = nativeHistogram(point)
  if (isNotRecorded(point)) request.sample(name, labels, undefined, timeOf(point))
  else if (histogram !== undefined) request.histogram(name, labels, histogram, timeOf(point))
}

const writeSummary: PointWriter<SummaryDataPoint> = (request, name, labels, point) => {
  for (const { quantile, value } of point.quantileValues) {
    request.sample(name, new Map([...labels, ['quantile', String(quantile)]]), recorded(point, value), timeOf(point))
  }
  writeSumAndCount(request, name, labels, point)
}

/** What else is known of the process, once for each that is known by name. */
function writeTargetInfo(request: WriteRequest, { resource, scopeMetrics }: ResourceMetrics, target: Labels): void {
  const labels = resourceLabels(resource)
  const times = scopeMetrics.flatMap(({ metrics }) => metrics.flatMap(pointsOf)).map(timeOf)
  const [newest] = times.sort((a, b) => Number(b - a))
  if (labels.size === 0 || target.size === 0 || newest === undefined) return
  request.describe('target_info', 'gauge', 'Target metadata', '')
  request.sample('target_info', new Map([...labels, ...target]), 1, newest)
}
