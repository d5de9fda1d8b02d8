import assert from 'node:assert/strict'
import { type MetricsData, type NumberDataPoint, type Result, readMetricsProto } from '@throughline/otlp'

/** The metrics in what a receiver got. */
export const decodeMetrics = (body: Uint8Array): MetricsData => metricsOf(readMetricsProto(body))

export function metricsOf(read: Result<MetricsData>): MetricsData {
  assert.ok(read.ok, read.ok ? '' : read.error)
  return read.value
}

/** The value of each point of a sum, by the name of its metric and, where there is one, its kind of error. */
export function valuesOf({ resourceMetrics }: MetricsData): Record<string, number> {
  const metrics = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(scope => scope.metrics))
  return Object.fromEntries(
    metrics.flatMap(({ name, data }) =>
      data.kind === 'sum' ? data.dataPoints.map(point => [withError(name, point), numberOf(point)]) : [],
    ),
  )
}

function withError(name: string, { attributes }: NumberDataPoint): string {
  const error = attributes.find(({ key }) => key === 'error.type')?.value
  return error?.kind === 'string' ? `${name} ${error.value}` : name
}

const numberOf = ({ value }: NumberDataPoint): number => (value.kind === 'empty' ? Number.NaN : Number(value.value))
