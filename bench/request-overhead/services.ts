import assert from 'node:assert/strict'
import { startChild } from '../support/child.ts'
import { postgresFolder, startPostgres } from '../support/postgres.ts'

/** What an app needs around it, outside of what is measured. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<unknown>
}

export interface MeasuredService {
  /** Also the file in `support/apps`. */
  readonly name: string
  readonly path: string
  readonly answer: unknown
  /** By product, what one request has to send, sorted. */
  readonly spans: Readonly<Record<string, readonly string[]>>
  /** By product, on top of what it is set to: signals beside traces. Only products that are named take part. */
  readonly signals?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Looks at what traces and spans do not show. */
  readonly check?: (appUrl: string, isTraced: boolean) => Promise<void>
  readonly surroundings: () => Promise<Surroundings>
  /** What the machine lacks for it, and how to get it. */
  readonly missing: () => string | undefined
}

const alone = async (): Promise<Surroundings> => ({ env: {}, stop: async () => {} })

const hello = { path: '/hello/42', answer: { hello: '42' }, surroundings: alone, missing: () => undefined }

const fastify: MeasuredService = {
  ...hello,
  name: 'fastify',
  spans: {
    throughline: ['server GET /hello/:id 200'],
    // Its Fastify instrumentation left the zero-code start in March 2026 for a plugin in the app: no route in the name.
    opentelemetry: ['server GET 200'],
    'dd-trace': ['server GET /hello/:id 200'],
    'elastic-apm': ['server GET /hello/:id 200'],
  },
}

const express: MeasuredService = {
  ...hello,
  name: 'express',
  spans: {
    throughline: ['server GET /hello/:id 200'],
    opentelemetry: ['server GET /hello/:id 200'],
    'dd-trace': ['server GET /hello/:id 200'],
    'elastic-apm': ['server GET /hello/:id 200'],
  },
}

const http: MeasuredService = {
  ...hello,
  name: 'http',
  spans: {
    throughline: ['server GET 200'],
    opentelemetry: ['server GET 200'],
    'dd-trace': ['server GET 200'],
    'elastic-apm': ['server GET unknown route 200'],
  },
}

/** Five seconds, so that each round has metrics to send. */
const metrics = {
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_METRIC_EXPORT_INTERVAL: '5000',
  OTEL_METRIC_EXPORT_TIMEOUT: '2000',
}

/** Traces, metrics, and log lines that carry the trace: two a request, as Fastify logs by default. */
const logged: MeasuredService = {
  ...hello,
  name: 'logged',
  spans: { throughline: ['server GET /hello/:id 200'], opentelemetry: ['server GET 200'] },
  signals: { untraced: {}, throughline: metrics, opentelemetry: metrics },
  async check(appUrl, isTraced) {
    const lines = (await (await fetch(`${appUrl}/lines`)).json()) as readonly Record<string, unknown>[]
    const ofRequests = lines.filter(({ reqId }) => reqId !== undefined)
    assert.ok(ofRequests.length > 0, 'requests are logged')
    for (const { trace_id } of ofRequests) assert.equal(/^[0-9a-f]{32}$/.test(String(trace_id)), isTraced)
  },
}

const startUpstreamAndPostgres = async (): Promise<Surroundings> => {
  const upstream = await startChild('load', ['support/apps/upstream.cjs'], process.env)
  const postgres = await startPostgres()
  console.error(`calls: ${postgres.version}, through its socket`)
  return {
    env: { BENCH_UPSTREAM: upstream.url, BENCH_POSTGRES: postgres.host },
    stop: () => Promise.all([upstream.stop(), postgres.stop()]),
  }
}

const calls: MeasuredService = {
  name: 'calls',
  path: '/order/42',
  answer: { customer: '42', stock: 7 },
  surroundings: startUpstreamAndPostgres,
  missing: () => (postgresFolder() === '' ? 'there is no PostgreSQL: apt-get install postgresql' : undefined),
  spans: {
    throughline: ['client GET 200', 'client SELECT', 'client SELECT', 'server GET /order/:id 200'],
    opentelemetry: [
      'client GET 200',
      'client pg-pool.connect',
      'client pg-pool.connect',
      'client pg.query:SELECT postgres',
      'client pg.query:SELECT postgres',
      'server GET 200',
    ],
    'dd-trace': [
      'client GET 200',
      'client SELECT $1::int AS stock',
      'client SELECT $1::text AS customer',
      'server GET /order/:id 200',
    ],
    'elastic-apm': ['client GET 127.0.0.1', 'client SELECT', 'client SELECT', 'server GET /order/:id 200'],
  },
}

export const services: readonly MeasuredService[] = [fastify, express, http, calls, logged]
