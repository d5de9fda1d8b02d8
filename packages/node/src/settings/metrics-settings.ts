import { defaultMetricIntervalMs, defaultMetricTimeoutMs, defaultPrometheusPort } from '../limits.ts'
import { boxed, type EnvironmentReader, type Reading } from './environment.ts'
import type {
  ExemplarFilter,
  HistogramAggregation,
  MetricsSettings,
  OtlpEndpoint,
  OtlpMetricsSettings,
  PrometheusSettings,
} from './settings.ts'

const exporters = ['otlp', 'prometheus', 'console', 'none'] as const

/** @param endpoint where OTLP sends them, asked for only where it does */
export function metricsSettings(reader: EnvironmentReader, endpoint: () => OtlpEndpoint): MetricsSettings {
  const used = reader.choices('OTEL_METRICS_EXPORTER', exporters, ['otlp'])
  return {
    otlp: used.has('otlp') ? otlpMetrics(reader, endpoint(), variables) : undefined,
    prometheus: used.has('prometheus') ? prometheus(reader) : undefined,
    isConsole: used.has('console'),
    intervalMs: metricIntervalMs(reader, 'OTEL_METRIC_EXPORT_INTERVAL'),
    exemplars: exemplarFilter(reader, 'OTEL_METRICS_EXEMPLAR_FILTER'),
  }
}

/** Names of what there is to say about OTLP. */
export interface OtlpMetricsNames {
  readonly timeout: string
  readonly temporality: string
  readonly histogram: string
  /** What the third preference is called. */
  readonly lowMemory: 'lowmemory' | 'low_memory'
}

const variables: OtlpMetricsNames = {
  timeout: 'OTEL_METRIC_EXPORT_TIMEOUT',
  temporality: 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
  histogram: 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
  lowMemory: 'lowmemory',
}

export function otlpMetrics(
  reader: EnvironmentReader,
  endpoint: OtlpEndpoint,
  names: OtlpMetricsNames,
): OtlpMetricsSettings {
  const timeoutMs = reader.number([names.timeout], { min: 1, max: 600_000 }, defaultMetricTimeoutMs)
  const preference = reader.choice([names.temporality], ['cumulative', 'delta', names.lowMemory], 'cumulative')
  return {
    // The shorter of the two: one is for a request, the other for all that leads to it.
    endpoint: { ...endpoint, timeoutMs: Math.min(endpoint.timeoutMs, timeoutMs) },
    temporality: preference === 'low_memory' ? 'lowmemory' : preference,
    histogram: reader.parsed([names.histogram], histogramReading),
  }
}

const aggregations = ['explicit_bucket_histogram', 'base2_exponential_bucket_histogram'] as const

const histogramReading: Reading<HistogramAggregation | undefined> = {
  parse: text => boxed(aggregations.find(each => each === text.toLowerCase())),
  allowed: `one of ${aggregations.join(', ')}`,
  fallback: undefined,
  shownFallback: 'the default of each histogram',
}

export const metricIntervalMs = (reader: EnvironmentReader, name: string): number =>
  reader.number([name], { min: 1, max: 86_400_000 }, defaultMetricIntervalMs)

export const exemplarFilter = (reader: EnvironmentReader, name: string): ExemplarFilter =>
  reader.choice([name], ['trace_based', 'always_on', 'always_off'], 'trace_based')

const prometheus = (reader: EnvironmentReader): PrometheusSettings => ({
  host: reader.text('OTEL_EXPORTER_PROMETHEUS_HOST') ?? 'localhost',
  port: reader.number(['OTEL_EXPORTER_PROMETHEUS_PORT'], { min: 0, max: 65_535 }, defaultPrometheusPort),
})
