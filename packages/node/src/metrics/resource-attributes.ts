import { type AnyValue, readMetricsProto } from '@throughline/otlp'
import { metricsRequestProto } from './request-proto.ts'

/** What is in an encoded `Resource`, as plain values. */
export function attributesOfResource(resource: Uint8Array): Record<string, unknown> {
  const read = readMetricsProto(metricsRequestProto([{ resource, scopes: [] }]))
  const attributes = read.ok ? read.value.resourceMetrics.flatMap(each => each.resource.attributes) : []
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]))
}

function plainValue(value: AnyValue): unknown {
  switch (value.kind) {
    case 'empty':
      return undefined
    case 'int':
      return Number(value.value)
    case 'array':
      return value.values.map(plainValue)
    case 'kvlist':
      return Object.fromEntries(value.entries.map(entry => [entry.key, plainValue(entry.value)]))
    default:
      return value.value
  }
}
