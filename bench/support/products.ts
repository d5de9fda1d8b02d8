import { type Settings, selected } from './settings.ts'

type Variables = Readonly<Record<string, string>>

/** A tracing SDK at its best: what it would do beyond tracing is off, what it would drop has room. */
export interface Product {
  readonly name: string
  readonly nodeArgs: readonly string[]
  readonly env: (receiverUrl: string) => Variables
  /** On top of `env`, so that no request is sampled. */
  readonly sampledOutEnv?: Variables
}

export const untraced: Product = { name: 'untraced', nodeArgs: [], env: () => ({}) }

const otlpTo = (receiverUrl: string): Variables => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: receiverUrl,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
})

const alwaysOff: Variables = { OTEL_TRACES_SAMPLER: 'parentbased_always_off' }

export const throughline: Product = {
  name: 'throughline',
  nodeArgs: ['--import', '@throughline/node/register'],
  // Nobody's metrics are measured, but where a service asks for them.
  env: receiverUrl => ({ ...otlpTo(receiverUrl), OTEL_METRICS_EXPORTER: 'none' }),
  sampledOutEnv: alwaysOff,
}

export const openTelemetry: Product = {
  name: 'opentelemetry',
  nodeArgs: ['--require', './support/opentelemetry.cjs'],
  env: receiverUrl => ({
    ...otlpTo(receiverUrl),
    // Metrics and logs would cost more; we do not send them either.
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    // No questions to the cloud it is not in, and no spans of the start-up: neither belongs to a request.
    OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process',
    // `router` would make a span of each layer of Express, beside the one of the request.
    OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'dns,net,router,runtime-node',
    // Its defaults (a queue of 2,048 spans) drop most of what a closed loop makes: dropping is cheap, and no comparison.
    OTEL_BSP_MAX_QUEUE_SIZE: '262144',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4096',
    OTEL_BSP_SCHEDULE_DELAY: '1000',
  }),
  sampledOutEnv: alwaysOff,
}

const datadog: Product = {
  name: 'dd-trace',
  nodeArgs: ['--require', 'dd-trace/init'],
  env: receiverUrl => ({
    DD_TRACE_AGENT_URL: receiverUrl,
    DD_TRACE_SAMPLE_RATE: '1',
    DD_TRACE_RATE_LIMIT: '-1',
    // One span for a request of Express instead of one for each of its layers.
    DD_TRACE_MIDDLEWARE_TRACING_ENABLED: 'false',
    DD_TRACE_DISABLED_PLUGINS: 'dns,net',
    DD_APPSEC_ENABLED: 'false',
    DD_API_SECURITY_ENABLED: 'false',
    DD_CODE_ORIGIN_FOR_SPANS_ENABLED: 'false',
    DD_CRASHTRACKING_ENABLED: 'false',
    DD_EXPERIMENTAL_PROPAGATE_PROCESS_TAGS_ENABLED: 'false',
    DD_FEATURE_FLAGS_ENABLED: 'false',
    DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
    DD_LOGS_INJECTION: 'false',
    DD_PROFILING_ENABLED: 'false',
    DD_REMOTE_CONFIGURATION_ENABLED: 'false',
    DD_RUNTIME_METRICS_ENABLED: 'false',
    DD_TRACE_GIT_METADATA_ENABLED: 'false',
    DD_TRACE_STARTUP_LOGS: 'false',
  }),
  // A rate of 0 alone would still send every trace, for the agent to drop.
  sampledOutEnv: { DD_TRACE_SAMPLING_RULES: '[{"sample_rate":0,"discard":true}]' },
}

const elastic: Product = {
  name: 'elastic-apm',
  nodeArgs: ['--require', 'elastic-apm-node/start.js'],
  env: receiverUrl => ({
    ELASTIC_APM_SERVER_URL: receiverUrl,
    ELASTIC_APM_TRANSACTION_SAMPLE_RATE: '1',
    ELASTIC_APM_BREAKDOWN_METRICS: 'false',
    ELASTIC_APM_CAPTURE_HEADERS: 'false',
    ELASTIC_APM_CENTRAL_CONFIG: 'false',
    ELASTIC_APM_CLOUD_PROVIDER: 'none',
    ELASTIC_APM_LOG_LEVEL: 'off',
    ELASTIC_APM_METRICS_INTERVAL: '0s',
    // It would make one span of the two queries.
    ELASTIC_APM_SPAN_COMPRESSION_ENABLED: 'false',
    // Its defaults are a queue of 1,024 events, and a request that stays open for ten seconds.
    ELASTIC_APM_MAX_QUEUE_SIZE: '262144',
    ELASTIC_APM_API_REQUEST_TIME: '1s',
  }),
}

const traced: readonly Product[] = [throughline, openTelemetry, datadog, elastic]

/** What to compare: always with the untraced app, else with all or those that are named. */
export const productsOf = ({ variants }: Settings): readonly Product[] => [untraced, ...selected(traced, variants)]
