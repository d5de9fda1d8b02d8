import type { Metric } from '@throughline/otlp'

/** Units as Prometheus names them (OpenTelemetry, "Prometheus and OpenMetrics Compatibility"). */
const units: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tebibytes',
  kBy: 'kilobytes',
  KBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
}

/** Behind a slash a unit is one of them: `By/s` are bytes per second. */
const perUnits: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
}

/** `http.server.request.duration` in `s` is `http_server_request_duration_seconds`. */
export function metricName(metric: Metric): string {
  const parts = [cleaned(metric.name), ...unitSuffixes(metric)].reduce(withSuffix)
  const name = isCounter(metric) ? withSuffix(parts, 'total') : parts
  return name.replace(/^(?=\d)/, '_')
}

export const isCounter = ({ data }: Metric): boolean => data.kind === 'sum' && data.isMonotonic

export const labelName = (key: string): string => cleaned(key).replace(/^(?=\d)/, 'key_')

const withSuffix = (name: string, suffix: string): string => (name.endsWith(`_${suffix}`) ? name : `${name}_${suffix}`)

/** Words in braces are no unit, and a share is told as such where it is a gauge. */
function unitSuffixes({ unit, data }: Metric): readonly string[] {
  if (unit === '1') return data.kind === 'gauge' ? ['ratio'] : []
  const [main = '', per = ''] = unit.replace(/\{.*?\}/g, '').split('/')
  const suffixes = [units[main] ?? trimmed(main), per === '' ? '' : `per_${perUnits[per] ?? trimmed(per)}`]
  return suffixes.filter(suffix => suffix !== '')
}

const cleaned = (name: string): string => name.replace(/[^a-zA-Z0-9_]+/g, '_').replace(/_{2,}/g, '_')
const trimmed = (unit: string): string => cleaned(unit).replace(/^_+|_+$/g, '')
