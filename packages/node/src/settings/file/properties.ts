import { type DetectorName, detectorNames } from '../../resource/names.ts'
import type { Properties } from './check-properties.ts'

/** The format, version 1, and what of it changes something here: https://github.com/open-telemetry/opentelemetry-configuration */
const otlp = {
  endpoint: 'read',
  headers: [{ name: 'read', value: 'read' }],
  headers_list: 'read',
  compression: 'read',
  timeout: 'read',
} satisfies Properties

const tls = { ca_file: 'read', key_file: 'read', cert_file: 'read' } satisfies Properties
const otlpHttp = { ...otlp, encoding: 'read', tls } satisfies Properties
const otlpGrpc = { ...otlp, tls: { ...tls, insecure: 'read' } } satisfies Properties

const ofMetrics = {
  temporality_preference: 'read',
  default_histogram_aggregation: 'read',
} satisfies Properties

const batchOfSpansOrRecords = {
  batch: {
    schedule_delay: 'read',
    export_timeout: 'unsupported',
    max_queue_size: 'unsupported',
    max_export_batch_size: 'unsupported',
    exporter: { otlp_http: otlpHttp, otlp_grpc: otlpGrpc, '*': 'unsupported name' },
  },
  '*': 'unsupported name',
} satisfies Properties

/** By name, as are exporters: the format lets vendors add their own. */
export const samplerProperties = {
  always_on: {},
  always_off: {},
  trace_id_ratio_based: { ratio: 'read' },
  // Samplers within it are samplers again, which `fileSampler` follows.
  parent_based: 'unjudged',
  '*': 'unsupported name',
} satisfies Properties

/** By name; those that the format has stand for several of ours. */
export const detectorsByProperty: Readonly<Record<string, readonly DetectorName[]>> = {
  ...Object.fromEntries(detectorNames.map(name => [name, [name]])),
  host: ['host', 'os'],
  service: ['service', 'serviceinstance'],
}

const detectorProperties: Properties = {
  ...Object.fromEntries(Object.keys(detectorsByProperty).map(name => [name, {}])),
  '*': 'unsupported name',
}

export const configProperties: Properties = {
  file_format: 'read',
  disabled: 'read',
  log_level: 'read',
  resource: {
    attributes: [{ name: 'read', value: 'unjudged', type: 'read' }],
    attributes_list: 'read',
    schema_url: 'unsupported',
    'detection/development': { attributes: 'unsupported', detectors: [detectorProperties] },
  },
  attribute_limits: { attribute_value_length_limit: 'read', attribute_count_limit: 'read' },
  propagator: { composite: [{ '*': 'unjudged' }], composite_list: 'read' },
  tracer_provider: {
    processors: [batchOfSpansOrRecords],
    limits: {
      attribute_value_length_limit: 'read',
      attribute_count_limit: 'read',
      event_count_limit: 'read',
      link_count_limit: 'read',
      event_attribute_count_limit: 'read',
      link_attribute_count_limit: 'read',
    },
    sampler: samplerProperties,
    id_generator: 'unsupported',
    'tracer_configurator/development': 'unsupported',
  },
  meter_provider: {
    readers: [
      {
        periodic: {
          interval: 'read',
          timeout: 'read',
          exporter: {
            otlp_http: { ...otlpHttp, ...ofMetrics },
            otlp_grpc: { ...otlpGrpc, ...ofMetrics },
            '*': 'unsupported name',
          },
          producers: 'unsupported',
          cardinality_limits: 'unsupported',
        },
        pull: 'unsupported',
      },
    ],
    views: 'unsupported',
    exemplar_filter: 'read',
    'meter_configurator/development': 'unsupported',
  },
  logger_provider: {
    processors: [batchOfSpansOrRecords],
    limits: { attribute_value_length_limit: 'read', attribute_count_limit: 'read' },
    'logger_configurator/development': 'unsupported',
  },
  // What is for other languages and vendors may stand in a file that they share.
  'instrumentation/development': { general: 'unsupported', js: 'unsupported', '*': 'unjudged' },
  distribution: {
    throughline: {
      excluded_urls: 'read',
      sampling_rules: 'read',
      sampled_traces_per_second: 'read',
      keep_slower_than: 'read',
      keep_traces_per_second: 'read',
      keep_header: 'read',
      system_snapshot: 'read',
      response_headers: 'read',
      trace_id_header: 'read',
      baggage_attributes: 'read',
      console_trace_ids: 'read',
      audit_keys: 'read',
      audit_file: 'read',
    },
    '*': 'unjudged',
  },
}
