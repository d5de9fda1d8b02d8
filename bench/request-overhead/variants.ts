import type { DecodedSpan } from './receiving.ts'

export interface Variant {
  readonly name: string
  readonly nodeArgs: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What one request has to send. */
  readonly spans: readonly DecodedSpan[]
}

const server = 2

export const untraced: Variant = { name: 'untraced', nodeArgs: [], env: {}, spans: [] }

const throughline: Variant = {
  name: 'throughline',
  nodeArgs: ['--import', '@throughline/node/register'],
  env: {},
  spans: [{ name: 'GET /hello/:id', kind: server, statusCode: 200n }],
}

export const openTelemetry: Variant = {
  name: 'opentelemetry',
  nodeArgs: ['--require', '@opentelemetry/auto-instrumentations-node/register'],
  env: {
    // Metrics and logs would cost more; we do not send them either.
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    // No questions to the cloud it is not in, and no spans of the start-up: neither belongs to a request.
    OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process',
    OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'dns,net',
    // Its defaults (a queue of 2,048 spans) drop most of what a closed loop makes: dropping is cheap, and no comparison.
    OTEL_BSP_MAX_QUEUE_SIZE: '262144',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4096',
    OTEL_BSP_SCHEDULE_DELAY: '1000',
  },
  // Its Fastify instrumentation left the zero-code start in March 2026 for a plugin in the app: no route in the name.
  spans: [{ name: 'GET', kind: server, statusCode: 200n }],
}

export const variants: readonly Variant[] = [untraced, throughline, openTelemetry]
