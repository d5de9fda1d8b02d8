import { basename } from 'node:path'
import { defaultExportTimeoutMs, defaultScheduleDelayMs } from '../limits.ts'
import { alwaysOff, alwaysOn, parentBased, type Sampler, traceIdRatio } from '../trace/sampler.ts'
import { defaultSpanLimits, type SpanLimits } from '../trace/span-limits.ts'
import { type Environment, EnvironmentReader } from './environment.ts'
import type { ExporterSettings, Settings, StartOptions } from './settings.ts'

const DEFAULT_ENDPOINT = 'http://localhost:4318'
const anyCount = { min: 0, max: Number.MAX_SAFE_INTEGER }

/** Settings out of options and environment, and a sentence for every value that could not be used. */
export function readSettings(
  options: StartOptions,
  environment: Environment,
): { readonly settings: Settings; readonly complaints: readonly string[] } {
  const reader = new EnvironmentReader(environment)
  // OTLP over gRPC and JSON come later; until then the one protocol there is.
  reader.choice('OTEL_EXPORTER_OTLP_PROTOCOL', ['http/protobuf'], 'http/protobuf')
  reader.choice('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', ['http/protobuf'], 'http/protobuf')
  const resourceAttributes = { ...reader.pairs('OTEL_RESOURCE_ATTRIBUTES'), ...options.resourceAttributes }
  const settings: Settings = {
    isDisabled: reader.flag('OTEL_SDK_DISABLED'),
    isExporting: reader.choice('OTEL_TRACES_EXPORTER', ['otlp', 'none'], 'otlp') === 'otlp',
    serviceName: serviceName(reader, options, resourceAttributes),
    resourceAttributes,
    sampler: sampler(reader),
    spanLimits: spanLimits(reader),
    exporter: exporterSettings(reader, options),
  }
  return { settings, complaints: reader.complaints }
}

/** The order of the specification: the variable of its own wins over the attribute among others. */
function serviceName(reader: EnvironmentReader, options: StartOptions, attributes: Record<string, string>): string {
  const named = options.serviceName ?? reader.text('OTEL_SERVICE_NAME') ?? attributes['service.name']
  return named ?? `unknown_service:${basename(process.execPath).replace(/\.exe$/, '')}`
}

function exporterSettings(reader: EnvironmentReader, options: StartOptions): ExporterSettings {
  const headers = reader.headers('OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS')
  const ownCompression = reader.text('OTEL_EXPORTER_OTLP_TRACES_COMPRESSION') !== undefined
  const compression = ownCompression ? 'OTEL_EXPORTER_OTLP_TRACES_COMPRESSION' : 'OTEL_EXPORTER_OTLP_COMPRESSION'
  return {
    traces: {
      protocol: 'http/protobuf',
      tls: {},
      url: tracesUrl(reader, options),
      headers: { ...headers, ...reader.usableHeaders('headers', options.headers ?? {}) },
      timeoutMs: reader.number(
        ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', 'OTEL_EXPORTER_OTLP_TIMEOUT'],
        { min: 1, max: 600_000 },
        defaultExportTimeoutMs,
      ),
      isGzip: reader.choice(compression, ['none', 'gzip'], 'none') === 'gzip',
    },
    scheduleDelayMs: reader.number(['OTEL_BSP_SCHEDULE_DELAY'], { min: 0, max: 600_000 }, defaultScheduleDelayMs),
  }
}

/** OTLP exporter, "Endpoint URLs": the traces variable is used as it is, the general one is a base. */
function tracesUrl(reader: EnvironmentReader, { endpoint }: StartOptions): string {
  if (endpoint !== undefined) return tracesBelow(reader.usableUrl('endpoint', String(endpoint), DEFAULT_ENDPOINT))
  const base = reader.httpUrl('OTEL_EXPORTER_OTLP_ENDPOINT', DEFAULT_ENDPOINT)
  return reader.httpUrl('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', tracesBelow(base))
}

const tracesBelow = (base: string): string => `${base.replace(/\/+$/, '')}/v1/traces`

const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

function sampler(reader: EnvironmentReader): Sampler {
  const name = reader.choice('OTEL_TRACES_SAMPLER', samplerNames, 'parentbased_always_on')
  const ratio = () => traceIdRatio(reader.number(['OTEL_TRACES_SAMPLER_ARG'], { min: 0, max: 1 }, 1))
  switch (name) {
    case 'always_on':
      return alwaysOn
    case 'always_off':
      return alwaysOff
    case 'traceidratio':
      return ratio()
    case 'parentbased_always_on':
      return parentBased(alwaysOn)
    case 'parentbased_always_off':
      return parentBased(alwaysOff)
    case 'parentbased_traceidratio':
      return parentBased(ratio())
  }
}

function spanLimits(reader: EnvironmentReader): SpanLimits {
  const { attributeCount, attributeValueLength, eventCount, linkCount } = defaultSpanLimits
  const count = (names: string[], fallback: number) => reader.number(names, anyCount, fallback)
  return {
    attributeCount: count(['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'], attributeCount),
    attributeValueLength: count(
      ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
      attributeValueLength,
    ),
    eventCount: count(['OTEL_SPAN_EVENT_COUNT_LIMIT'], eventCount),
    linkCount: count(['OTEL_SPAN_LINK_COUNT_LIMIT'], linkCount),
  }
}
