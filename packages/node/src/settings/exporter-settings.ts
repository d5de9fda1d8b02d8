import { defaultMetricIntervalMs, defaultScheduleDelayMs } from '../limits.ts'
import type { EnvironmentReader } from './environment.ts'
import { otlpEndpoint, type Signal } from './otlp-endpoint.ts'
import { ofMetrics, ofTraces } from './otlp-variables.ts'
import type { ExporterSettings, StartOptions } from './settings.ts'

export function exporterSettings(reader: EnvironmentReader, options: StartOptions): ExporterSettings {
  const ofSpans: Signal = { variables: ofTraces, path: '/v1/traces', defaultProtocol: 'http/protobuf' }
  const traces = otlpEndpoint(reader, options, ofSpans)
  // Whoever says only how traces are sent may not know of metrics: those follow, to what is most likely one receiver.
  const ofNumbers: Signal = { variables: ofMetrics, path: '/v1/metrics', defaultProtocol: traces.protocol }
  const hasMetrics = reader.choices('OTEL_METRICS_EXPORTER', ['otlp', 'none'], ['otlp']).has('otlp')
  return {
    traces,
    metrics: hasMetrics ? otlpEndpoint(reader, options, ofNumbers) : undefined,
    metricIntervalMs: reader.number(
      ['OTEL_METRIC_EXPORT_INTERVAL'],
      { min: 1, max: 86_400_000 },
      defaultMetricIntervalMs,
    ),
    scheduleDelayMs: reader.number(['OTEL_BSP_SCHEDULE_DELAY'], { min: 0, max: 600_000 }, defaultScheduleDelayMs),
  }
}
