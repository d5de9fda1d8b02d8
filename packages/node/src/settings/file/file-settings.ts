import { baggageAttributes } from '../baggage-settings.ts'
import type { Environment } from '../environment.ts'
import { instrumentationsOn } from '../instrumentation-settings.ts'
import { auditSettings, consoleTraceIds, type LogLimitNames, logLimits } from '../log-settings.ts'
import { excludedRequests, samplingRules } from '../request-settings.ts'
import { responseHeaders } from '../response-settings.ts'
import { keepHeader, keepSettings, sampledPerSecond, samplerOfAll } from '../sampling-settings.ts'
import type { Settings, StartOptions } from '../settings.ts'
import { type LimitNames, spanLimits } from '../span-limit-settings.ts'
import { standardObjects } from '../usable-options.ts'
import { complainOfProperties } from './check-properties.ts'
import { type ConfigDocument, openConfigFile } from './config-file.ts'
import { fileDetectors } from './file-detectors.ts'
import { fileExporters } from './file-exporters.ts'
import { filePropagators } from './file-propagators.ts'
import { FileReader } from './file-reader.ts'
import { fileResource } from './file-resource.ts'
import { fileSampler } from './file-sampler.ts'
import { configProperties } from './properties.ts'

/**
 * Settings out of options and a file in OpenTelemetry's declarative configuration, version 1. One that cannot be read as
 * a whole leaves the app untraced, as the specification has it ("Parse": an error and no partial result): by the defaults
 * instead, an app that the file disables would be traced, and one that it samples would send everything, to somewhere
 * else.
 */
export function fileSettings(
  { name, value: path }: { readonly name: string; readonly value: string },
  environment: Environment,
  options: StartOptions,
): { readonly settings: Settings; readonly complaints: readonly string[] } {
  const document = openConfigFile(path, environment)
  if (document.ok) return settingsOf(document.value, environment, options)
  const { settings } = settingsOf(nothing, {}, options)
  return { settings: { ...settings, isDisabled: true }, complaints: [`${name}: ${document.error}; not starting`] }
}

const nothing: ConfigDocument = { root: {}, locate: () => '' }

function settingsOf(document: ConfigDocument, environment: Environment, options: StartOptions) {
  const file = new FileReader(document, environment)
  complainOfProperties(file, configProperties)
  const resourceAttributes = { ...fileResource(file), ...options.resourceAttributes }
  const sampledTracesPerSecond = sampledPerSecond(file)
  const sampler = fileSampler(file, 'tracer_provider.sampler', samplerOfAll(sampledTracesPerSecond))
  const serviceName = options.serviceName ?? resourceAttributes['service.name']
  const settings: Settings = {
    isDisabled: file.flag('disabled'),
    isSilent: file.choice(['log_level'], logLevels, 'info').startsWith('fatal'),
    serviceName: serviceName?.toString(),
    resourceAttributes,
    resourceDetectors: fileDetectors(file),
    instrumentations: instrumentationsOn(file),
    excluded: excludedRequests(file),
    sampler,
    samplingRules: samplingRules(file, sampler),
    sampledTracesPerSecond,
    keep: keepSettings(file),
    keepHeader: keepHeader(file),
    responseHeaders: responseHeaders(file),
    spanLimits: spanLimits(file, limitPaths),
    hasSystemSnapshot: file.flag('THROUGHLINE_SYSTEM_SNAPSHOT'),
    propagators: filePropagators(file),
    baggageAttributes: baggageAttributes(file),
    standard: standardObjects(options),
    logs: { isToConsole: false, limits: logLimits(file, logLimitPaths), consoleTraceIds: consoleTraceIds(file) },
    audit: auditSettings(file),
    ...fileExporters(file, options),
  }
  return { settings, complaints: file.complaints }
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].flatMap(level => [
  level,
  ...[2, 3, 4].map(step => `${level}${step}`),
])

const limitPaths: LimitNames = {
  attributeCount: ['tracer_provider.limits.attribute_count_limit', 'attribute_limits.attribute_count_limit'],
  attributeValueLength: [
    'tracer_provider.limits.attribute_value_length_limit',
    'attribute_limits.attribute_value_length_limit',
  ],
  eventCount: ['tracer_provider.limits.event_count_limit'],
  linkCount: ['tracer_provider.limits.link_count_limit'],
  eventAttributeCount: ['tracer_provider.limits.event_attribute_count_limit', 'attribute_limits.attribute_count_limit'],
  linkAttributeCount: ['tracer_provider.limits.link_attribute_count_limit', 'attribute_limits.attribute_count_limit'],
}

const logLimitPaths: LogLimitNames = {
  attributeCount: ['logger_provider.limits.attribute_count_limit', 'attribute_limits.attribute_count_limit'],
  attributeValueLength: [
    'logger_provider.limits.attribute_value_length_limit',
    'attribute_limits.attribute_value_length_limit',
  ],
}
