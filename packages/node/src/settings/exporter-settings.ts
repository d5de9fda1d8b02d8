import { defaultScheduleDelayMs } from '../limits.ts'
import type { EnvironmentReader } from './environment.ts'
import { otlpEndpoint } from './otlp-endpoint.ts'
import { ofTraces } from './otlp-variables.ts'
import type { ExporterSettings, StartOptions } from './settings.ts'

export const exporterSettings = (reader: EnvironmentReader, options: StartOptions): ExporterSettings => ({
  traces: otlpEndpoint(reader, options, { variables: ofTraces, path: '/v1/traces' }),
  scheduleDelayMs: reader.number(['OTEL_BSP_SCHEDULE_DELAY'], { min: 0, max: 600_000 }, defaultScheduleDelayMs),
})
