import { basename } from 'node:path'
import { defaultSpanLimits, type SpanLimits } from '../trace/span-limits.ts'
import { type Environment, EnvironmentReader } from './environment.ts'
import { exporterSettings } from './exporter-settings.ts'
import { instrumentationsOn } from './instrumentation-settings.ts'
import { excludedRequests, samplingRules } from './request-settings.ts'
import { headSampler, keepHeader, keepSettings, sampledPerSecond } from './sampling-settings.ts'
import type { ResourceAttributes, Settings, StartOptions } from './settings.ts'
import { usableOptions } from './usable-options.ts'

/** Settings out of options and environment, and a sentence for every value that could not be used. */
export function readSettings(
  given: StartOptions,
  environment: Environment,
): { readonly settings: Settings; readonly complaints: readonly string[] } {
  const reader = new EnvironmentReader(environment)
  const { options, complaints } = usableOptions(given)
  // What it means is up to `say.ts`; here it is only told of a wrong one.
  reader.choice(['OTEL_LOG_LEVEL'], ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'], 'info')
  const resourceAttributes = { ...reader.pairs('OTEL_RESOURCE_ATTRIBUTES'), ...options.resourceAttributes }
  const sampledTracesPerSecond = sampledPerSecond(reader)
  const sampler = headSampler(reader, sampledTracesPerSecond !== undefined)
  const settings: Settings = {
    isDisabled: reader.flag('OTEL_SDK_DISABLED'),
    isExporting: reader.choices('OTEL_TRACES_EXPORTER', ['otlp', 'none'], 'otlp').has('otlp'),
    serviceName: serviceName(reader, options, resourceAttributes),
    resourceAttributes,
    instrumentations: instrumentationsOn(reader),
    excluded: excludedRequests(reader),
    sampler,
    samplingRules: samplingRules(reader, sampler),
    sampledTracesPerSecond,
    keep: keepSettings(reader),
    keepHeader: keepHeader(reader),
    spanLimits: spanLimits(reader),
    standard: {
      spanProcessors: options.spanProcessors ?? [],
      traceExporter: options.traceExporter,
      sampler: options.sampler,
      idGenerator: options.idGenerator,
      textMapPropagator: options.textMapPropagator,
    },
    exporter: exporterSettings(reader, options),
  }
  return { settings, complaints: [...complaints, ...reader.complaints] }
}

/** The order of the specification: the variable of its own wins over the attribute among others. */
function serviceName(reader: EnvironmentReader, options: StartOptions, attributes: ResourceAttributes): string {
  const named = options.serviceName ?? reader.text('OTEL_SERVICE_NAME') ?? attributes['service.name']
  return named?.toString() ?? `unknown_service:${basename(process.execPath).replace(/\.exe$/, '')}`
}

function spanLimits(reader: EnvironmentReader): SpanLimits {
  const defaults = defaultSpanLimits
  const count = (fallback: number, ...names: string[]) =>
    reader.number(names, { min: 0, max: Number.MAX_SAFE_INTEGER }, fallback)
  return {
    attributeCount: count(defaults.attributeCount, 'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'),
    attributeValueLength: count(
      defaults.attributeValueLength,
      'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
      'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    ),
    eventCount: count(defaults.eventCount, 'OTEL_SPAN_EVENT_COUNT_LIMIT'),
    linkCount: count(defaults.linkCount, 'OTEL_SPAN_LINK_COUNT_LIMIT'),
    eventAttributeCount: count(
      defaults.eventAttributeCount,
      'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
      'OTEL_ATTRIBUTE_COUNT_LIMIT',
    ),
    linkAttributeCount: count(
      defaults.linkAttributeCount,
      'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT',
      'OTEL_ATTRIBUTE_COUNT_LIMIT',
    ),
  }
}
