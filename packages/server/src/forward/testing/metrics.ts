import { type AnyValue, type Metric, type MetricData, type MetricsData, nowUnixNano } from '@throughline/otlp'

type Attributes = Readonly<Record<string, string>>

const keyValues = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: { kind: 'string', value } satisfies AnyValue }))

/** What every data point has, measured now. */
export const pointOf = (attributes: Attributes = {}) => ({
  attributes: keyValues(attributes),
  startTimeUnixNano: nowUnixNano(),
  timeUnixNano: nowUnixNano(),
  flags: 0,
  exemplars: [],
})

export const metricOf = (name: string, unit: string, data: MetricData): Metric => ({
  name,
  description: `About ${name}`,
  unit,
  data,
  metadata: [],
})

/** A request of one process. */
export function metricsOf(metrics: readonly Metric[], resourceAttributes: Attributes): MetricsData {
  const scope = { name: 'shop', version: '1.0', attributes: [], droppedAttributesCount: 0 }
  const resource = { attributes: keyValues(resourceAttributes), droppedAttributesCount: 0, entityRefs: [] }
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics, schemaUrl: '' }], schemaUrl: '' }] }
}
