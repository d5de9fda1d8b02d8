import type { Distribution, HistogramPoint, Metric, MetricAttributes } from './model.ts'
import { labelName, type PrometheusType, prometheusName, prometheusType } from './prometheus-names.ts'
import type { ThreadReadings } from './readings-inbox.ts'
import { attributesOfResource } from './resource-attributes.ts'

/** All metrics of one name, of whichever thread and scope. */
interface Family {
  readonly type: PrometheusType
  readonly help: string
  readonly lines: string[]
}

type Labels = Readonly<Record<string, unknown>>

/** Prometheus' text format, version 0.0.4, by OpenTelemetry's rules ("Prometheus and OpenMetrics Compatibility"). */
export function prometheusText(parts: readonly ThreadReadings[]): string {
  const families = new Map<string, Family>()
  const resource = parts.find(({ threadId }) => threadId === 0) ?? parts[0]
  if (resource !== undefined) {
    const labels = attributesOfResource(resource.readings.resource)
    const lines = [sample('target_info', labels, 1)]
    families.set('target_info', { type: 'gauge', help: 'Target metadata', lines })
  }
  for (const { threadId, readings } of parts) {
    for (const { name, version, metrics } of readings.scopes) {
      const thread = threadId === 0 ? {} : { thread_id: threadId }
      const labels = { ...thread, otel_scope_name: name, otel_scope_version: version }
      for (const metric of metrics) addTo(families, metric, labels)
    }
  }
  return Array.from(families, ([name, family]) => familyText(name, family)).join('')
}

/** Of two with one name and different types, the first counts: a name has one type. */
function addTo(families: Map<string, Family>, metric: Metric, labels: Labels): void {
  const name = prometheusName(metric)
  const type = prometheusType(metric)
  const family = families.get(name) ?? { type, help: metric.description, lines: [] }
  if (family.type !== type) return
  families.set(name, family)
  if (metric.kind === 'histogram') {
    for (const point of metric.points) family.lines.push(...histogramLines(name, point, labels))
  } else {
    for (const { attributes, value } of metric.points) {
      family.lines.push(sample(name, { ...attributes, ...labels }, value))
    }
  }
}

function familyText(name: string, { type, help, lines }: Family): string {
  const helpLine = help === '' ? '' : `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`
  return `${helpLine}# TYPE ${name} ${type}\n${lines.join('\n')}\n`
}

function histogramLines(name: string, { attributes, distribution }: HistogramPoint, labels: Labels): readonly string[] {
  const all = { ...attributes, ...labels }
  return [
    ...bucketLines(`${name}_bucket`, distribution, all),
    ...(distribution.sum === undefined ? [] : [sample(`${name}_sum`, all, distribution.sum)]),
    sample(`${name}_count`, all, distribution.count),
  ]
}

/** Exponential ones are the app's own wish: they are told by their sum alone, which this format has room for. */
function bucketLines(name: string, { buckets, count }: Distribution, labels: Labels): readonly string[] {
  const bounds = buckets.kind === 'explicit' ? buckets.bounds : []
  const counts = buckets.kind === 'explicit' ? buckets.counts : []
  let below = 0
  const lines = bounds.map((bound, i) => {
    below += counts[i] ?? 0
    return sample(name, { ...labels, le: numberText(bound) }, below)
  })
  return [...lines, sample(name, { ...labels, le: '+Inf' }, count)]
}

/** Two attributes may become one name; then the last one counts. */
function sample(name: string, labels: MetricAttributes, value: number): string {
  const named = new Map(Object.entries(labels).map(([key, each]) => [labelName(key), labelText(each)]))
  const text = Array.from(named, ([key, each]) => `${key}="${each}"`).join(',')
  return `${name}${text === '' ? '' : `{${text}}`} ${numberText(value)}`
}

const labelText = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')

const numberText = (value: number): string =>
  Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '+Inf' : '-Inf'
