import type { Metric } from './model.ts'

/** Units as Prometheus names them (OpenTelemetry, "Prometheus and OpenMetrics Compatibility"). */
const units: Readonly<Record<string, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  min: 'minutes',
  h: 'hours',
  d: 'days',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  kBy: 'kilobytes',
  MBy: 'megabytes',
  '%': 'percent',
  Hz: 'hertz',
  Cel: 'celsius',
}

export type PrometheusType = 'counter' | 'gauge' | 'histogram'

export function prometheusType(metric: Metric): PrometheusType {
  if (metric.kind === 'histogram') return 'histogram'
  return metric.kind === 'sum' && metric.isMonotonic ? 'counter' : 'gauge'
}

/** `http.server.request.duration` in `s` is `http_server_request_duration_seconds`. */
export function prometheusName(metric: Metric): string {
  const name = labelName(metric.name)
  const unit = unitOf(metric)
  const withUnit = unit === '' || name.endsWith(`_${unit}`) ? name : `${name}_${unit}`
  return prometheusType(metric) === 'counter' && !withUnit.endsWith('_total') ? `${withUnit}_total` : withUnit
}

/** Words in braces are no unit, and a share is told as such where it is a gauge. */
function unitOf(metric: Metric): string {
  if (metric.unit === '1') return metric.kind === 'gauge' ? 'ratio' : ''
  const unit = metric.unit.replace(/\{.*?\}/g, '')
  return units[unit] ?? labelName(unit).replace(/^_+|_+$/g, '')
}

export const labelName = (name: string): string =>
  name
    .replace(/[^a-zA-Z0-9_]+/g, '_')
    .replace(/_{2,}/g, '_')
    .replace(/^(?=\d)/, '_')
