import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from './read-settings.ts'

const read = (environment: Record<string, string>) => {
  const { settings, complaints } = readSettings({}, environment)
  return { metrics: settings.exporter.metrics, complaints }
}

test('metrics go by several ways at once, each as its variables say', () => {
  const { metrics, complaints } = read({
    OTEL_METRICS_EXPORTER: 'otlp,prometheus,console',
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
    OTEL_METRIC_EXPORT_TIMEOUT: '700',
    OTEL_METRICS_EXEMPLAR_FILTER: 'always_on',
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'LowMemory',
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
    OTEL_EXPORTER_PROMETHEUS_PORT: '9500',
  })
  assert.deepEqual(complaints, [])
  const { otlp, ...others } = metrics
  assert.deepEqual(others, {
    prometheus: { host: '0.0.0.0', port: 9500 },
    isConsole: true,
    intervalMs: 1000,
    exemplars: 'always_on',
  })
  assert.deepEqual(
    [otlp?.endpoint.timeoutMs, otlp?.temporality, otlp?.histogram],
    [700, 'lowmemory', 'base2_exponential_bucket_histogram'],
  )
})

test('Prometheus is answered at its usual place, and only where that is asked for', () => {
  assert.deepEqual(read({ OTEL_METRICS_EXPORTER: 'prometheus' }).metrics.prometheus, { host: 'localhost', port: 9464 })
  assert.equal(read({}).metrics.prometheus, undefined)
})

test('what is wrong is named in one sentence each', () => {
  const { complaints } = read({
    OTEL_METRICS_EXPORTER: 'otlp,prometheus',
    OTEL_METRIC_EXPORT_TIMEOUT: '0',
    OTEL_METRICS_EXEMPLAR_FILTER: 'some',
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'low_memory',
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'exponential',
    OTEL_EXPORTER_PROMETHEUS_PORT: '65536',
  })
  assert.deepEqual(
    complaints.toSorted(),
    [
      'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: "exponential" is not one of explicit_bucket_histogram, ' +
        'base2_exponential_bucket_histogram; using the default of each histogram',
      'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "low_memory" is not one of cumulative, delta, lowmemory; ' +
        'using cumulative',
      'OTEL_EXPORTER_PROMETHEUS_PORT: "65536" is not a number, 0 to 65535; using 9464',
      'OTEL_METRICS_EXEMPLAR_FILTER: "some" is not one of trace_based, always_on, always_off; using trace_based',
      'OTEL_METRIC_EXPORT_TIMEOUT: "0" is not a number, 1 to 600000; using 30000',
    ].toSorted(),
  )
})
