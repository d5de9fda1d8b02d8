import { scheduleDelayMs } from '../exporter-settings.ts'
import { exemplarFilter, metricIntervalMs, otlpMetrics } from '../metrics-settings.ts'
import { otlpEndpoint, type Signal } from '../otlp-endpoint.ts'
import type { OtlpVariables } from '../otlp-variables.ts'
import type { OtlpEndpoint, OtlpMetricsSettings, Settings, StartOptions } from '../settings.ts'
import type { FileReader } from './file-reader.ts'

/** Without a provider in the file there is none, and nothing of its signal is sent. */
export function fileExporters(file: FileReader, options: StartOptions): Pick<Settings, 'isExporting' | 'exporter'> {
  const batch = senderOf(file, 'tracer_provider', 'processors', 'batch')
  const logBatch = senderOf(file, 'logger_provider', 'processors', 'batch')
  const periodic = senderOf(file, 'meter_provider', 'readers', 'periodic')
  return {
    isExporting: batch !== undefined,
    exporter: {
      traces: endpointOf(file, options, `${batch}.exporter`, '/v1/traces'),
      metrics: {
        otlp: periodic === undefined ? undefined : pushed(file, options, periodic),
        prometheus: undefined,
        isConsole: false,
        intervalMs: metricIntervalMs(file, `${periodic}.interval`),
        exemplars: exemplarFilter(file, 'meter_provider.exemplar_filter'),
      },
      scheduleDelayMs: scheduleDelayMs(file, `${batch}.schedule_delay`),
      logs:
        logBatch === undefined
          ? undefined
          : {
              endpoint: endpointOf(file, options, `${logBatch}.exporter`, '/v1/logs'),
              scheduleDelayMs: scheduleDelayMs(file, `${logBatch}.schedule_delay`),
            },
    },
  }
}

function pushed(file: FileReader, options: StartOptions, periodic: string): OtlpMetricsSettings {
  const exporter = `${periodic}.exporter`
  const place = `${exporter}.${protocolOf(file, exporter)}`
  return otlpMetrics(file, endpointOf(file, options, exporter, '/v1/metrics'), {
    timeout: `${periodic}.timeout`,
    temporality: `${place}.temporality_preference`,
    histogram: `${place}.default_histogram_aggregation`,
    lowMemory: 'low_memory',
  })
}

/** The path of the first `kind` in a provider's list that has an exporter of OTLP; only one is supported. */
function senderOf(file: FileReader, provider: string, list: string, kind: string): string | undefined {
  const [first, ...others] = file
    .keys(`${provider}.${list}`)
    .map(place => `${provider}.${list}.${place}`)
    .filter(item => protocolOf(file, `${item}.${kind}.exporter`) !== undefined)
  for (const other of others) file.complainOf(other, 'supported besides another that sends OTLP', first ?? '')
  if (first !== undefined) return `${first}.${kind}`
  if (file.value(provider) !== undefined) {
    const needed = `with ${list} of which one is ${kind} and has otlp_http or otlp_grpc for its exporter`
    file.complainOf(provider, needed, 'none, so nothing of it is sent')
  }
  return undefined
}

const protocolOf = (file: FileReader, exporter: string) =>
  (['otlp_http', 'otlp_grpc'] as const).find(name => file.keys(exporter).includes(name))

function endpointOf(file: FileReader, options: StartOptions, exporter: string, path: string): OtlpEndpoint {
  const name = protocolOf(file, exporter)
  const place = `${exporter}.${name}`
  const listed = file.usableHeaders(`${place}.headers`, headersOf(file, `${place}.headers`))
  const signal: Signal = {
    variables: pathsOf(place),
    path,
    protocol: name === 'otlp_grpc' ? 'grpc' : encodingOf(file, place),
  }
  return otlpEndpoint(file, { ...options, headers: { ...listed, ...options.headers } }, signal)
}

const encodingOf = (file: FileReader, place: string) =>
  file.choice([`${place}.encoding`], ['protobuf', 'json'], 'protobuf') === 'json' ? 'http/json' : 'http/protobuf'

/** What has no value is not sent. */
const headersOf = (file: FileReader, path: string): Record<string, string> =>
  Object.fromEntries(
    file
      .keys(path)
      .map(place => `${path}.${place}`)
      .flatMap(header => {
        const name = file.text(`${header}.name`)
        const value = file.text(`${header}.value`)
        if (name === undefined) file.complainOf(header, 'a header with a name', 'the others')
        return name === undefined || value === undefined ? [] : [[name, value]]
      }),
  )

const pathsOf = (place: string): OtlpVariables => ({
  endpoint: `${place}.endpoint`,
  protocol: `${place}.protocol`,
  headers: `${place}.headers_list`,
  timeout: `${place}.timeout`,
  compression: `${place}.compression`,
  insecure: `${place}.tls.insecure`,
  certificate: `${place}.tls.ca_file`,
  clientCertificate: `${place}.tls.cert_file`,
  clientKey: `${place}.tls.key_file`,
})
