import { defaultScheduleDelayMs } from '../limits.ts'
import type { EnvironmentReader } from './environment.ts'
import { metricsSettings } from './metrics-settings.ts'
import { otlpEndpoint, type Signal } from './otlp-endpoint.ts'
import { type OtlpVariables, ofAllSignals, ofLogs, ofMetrics, ofTraces } from './otlp-variables.ts'
import type { ExporterSettings, LogExporterSettings, OtlpProtocol, StartOptions } from './settings.ts'

export function exporterSettings(reader: EnvironmentReader, options: StartOptions): ExporterSettings {
  const traces = otlpEndpoint(reader, options, signal(reader, ofTraces, '/v1/traces', 'http/protobuf'))
  // Whoever says only how traces are sent may not know of metrics: those follow, to what is most likely one receiver.
  const ofNumbers = () => signal(reader, ofMetrics, '/v1/metrics', traces.protocol)
  return {
    traces,
    metrics: metricsSettings(reader, () => otlpEndpoint(reader, options, ofNumbers())),
    scheduleDelayMs: scheduleDelayMs(reader, 'OTEL_BSP_SCHEDULE_DELAY'),
    logs: logExporter(reader, options, traces.protocol),
  }
}

/** Nothing unless it is asked for: a line that is written already would be paid for twice without anybody's knowing. */
function logExporter(
  reader: EnvironmentReader,
  options: StartOptions,
  fallback: OtlpProtocol,
): LogExporterSettings | undefined {
  if (!logExporters(reader).has('otlp')) return undefined
  return {
    endpoint: otlpEndpoint(reader, options, signal(reader, ofLogs, '/v1/logs', fallback)),
    scheduleDelayMs: scheduleDelayMs(reader, 'OTEL_BLRP_SCHEDULE_DELAY'),
  }
}

export const logExporters = (reader: EnvironmentReader): ReadonlySet<'otlp' | 'console' | 'none'> =>
  reader.choices('OTEL_LOGS_EXPORTER', ['otlp', 'console', 'none'], ['none'])

export const scheduleDelayMs = (reader: EnvironmentReader, name: string): number =>
  reader.number([name], { min: 0, max: 600_000 }, defaultScheduleDelayMs)

const protocols = ['http/protobuf', 'http/json', 'grpc'] as const

function signal(reader: EnvironmentReader, variables: OtlpVariables, path: string, fallback: OtlpProtocol): Signal {
  const protocol = reader.choice([variables.protocol, ofAllSignals.protocol], protocols, fallback)
  return { variables, general: ofAllSignals, path, protocol }
}
