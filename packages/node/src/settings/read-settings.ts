import { baggageAttributes } from './baggage-settings.ts'
import { type Environment, EnvironmentReader } from './environment.ts'
import { exporterSettings, logExporters } from './exporter-settings.ts'
import { fileSettings } from './file/file-settings.ts'
import { instrumentationsOn } from './instrumentation-settings.ts'
import { auditSettings, consoleTraceIds, type LogLimitNames, logLimits } from './log-settings.ts'
import { excludedRequests, samplingRules } from './request-settings.ts'
import { resourceDetectors } from './resource-settings.ts'
import { responseHeaders } from './response-settings.ts'
import { headSampler, keepHeader, keepSettings, sampledPerSecond, samplerOfAll } from './sampling-settings.ts'
import {
  type PropagatorName,
  propagatorNames,
  type ResourceAttributes,
  type Settings,
  type StartOptions,
} from './settings.ts'
import { type LimitNames, spanLimits } from './span-limit-settings.ts'
import { standardObjects, usableOptions } from './usable-options.ts'

/** Settings out of options and a file or, where none is named, the environment; and a sentence for every wrong value. */
export function readSettings(
  given: StartOptions,
  environment: Environment,
): { readonly settings: Settings; readonly complaints: readonly string[] } {
  const { options, complaints } = usableOptions(given)
  const reader = new EnvironmentReader(environment)
  const file = reader.find(['OTEL_CONFIG_FILE', 'OTEL_EXPERIMENTAL_CONFIG_FILE'])
  const read =
    file === undefined
      ? { settings: environmentSettings(reader, options), complaints: reader.complaints }
      : fileSettings(file, environment, options)
  return { settings: read.settings, complaints: [...complaints, ...read.complaints] }
}

function environmentSettings(reader: EnvironmentReader, options: StartOptions): Settings {
  const isSilent = reader.choice(['OTEL_LOG_LEVEL'], logLevels, 'info') === 'none'
  const resourceAttributes = { ...reader.pairs('OTEL_RESOURCE_ATTRIBUTES'), ...options.resourceAttributes }
  const sampledTracesPerSecond = sampledPerSecond(reader)
  const sampler = headSampler(reader, samplerOfAll(sampledTracesPerSecond))
  return {
    isDisabled: reader.flag('OTEL_SDK_DISABLED'),
    isSilent,
    isExporting: reader.choices('OTEL_TRACES_EXPORTER', ['otlp', 'none'], ['otlp']).has('otlp'),
    serviceName: serviceName(reader, options, resourceAttributes),
    resourceAttributes,
    resourceDetectors: resourceDetectors(reader),
    instrumentations: instrumentationsOn(reader),
    excluded: excludedRequests(reader),
    sampler,
    samplingRules: samplingRules(reader, sampler),
    sampledTracesPerSecond,
    keep: keepSettings(reader),
    keepHeader: keepHeader(reader),
    responseHeaders: responseHeaders(reader),
    spanLimits: spanLimits(reader, limitVariables),
    hasSystemSnapshot: reader.flag('THROUGHLINE_SYSTEM_SNAPSHOT'),
    propagators: propagators(reader),
    baggageAttributes: baggageAttributes(reader),
    standard: standardObjects(options),
    logs: {
      isToConsole: logExporters(reader).has('console'),
      limits: logLimits(reader, logLimitVariables),
      consoleTraceIds: consoleTraceIds(reader),
    },
    audit: auditSettings(reader),
    exporter: exporterSettings(reader, options),
  }
}

const logLevels = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const

/** The order of the specification: the variable of its own wins over the attribute among others. */
function serviceName(
  reader: EnvironmentReader,
  options: StartOptions,
  attributes: ResourceAttributes,
): string | undefined {
  const named = options.serviceName ?? reader.text('OTEL_SERVICE_NAME') ?? attributes['service.name']
  return named?.toString()
}

/** `none` says nothing beside others, as in `OTEL_TRACES_EXPORTER`. */
function propagators(reader: EnvironmentReader): readonly PropagatorName[] {
  const asked = reader.choices('OTEL_PROPAGATORS', [...propagatorNames, 'none'], ['tracecontext', 'baggage'])
  return [...asked].filter(name => name !== 'none')
}

const limitVariables: LimitNames = {
  attributeCount: ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
  attributeValueLength: ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
  eventCount: ['OTEL_SPAN_EVENT_COUNT_LIMIT'],
  linkCount: ['OTEL_SPAN_LINK_COUNT_LIMIT'],
  eventAttributeCount: ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
  linkAttributeCount: ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
}

const logLimitVariables: LogLimitNames = {
  attributeCount: ['OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
  attributeValueLength: ['OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
}
