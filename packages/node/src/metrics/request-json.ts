import { readMetricsProto, writeMetricsJson } from '@throughline/otlp'
import type { Readings } from './model.ts'
import { metricsRequestProto } from './request-proto.ts'

/** What `metricsRequestProto` writes, as OTLP has it in JSON. */
export function metricsRequestJson(parts: readonly Readings[]): string {
  const read = readMetricsProto(metricsRequestProto(parts))
  return read.ok ? writeMetricsJson(read.value) : read.error
}
