import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Server, startServer } from './harness/server.ts'
import { type SpanNode, spanTree } from './harness/span-tree.ts'
import { until } from './harness/until.ts'

const officialStart = createRequire(import.meta.url).resolve('@opentelemetry/auto-instrumentations-node/register')
const app = fileURLToPath(import.meta.resolve('./apps/warehouse.cjs'))

let server: Server
before(async () => {
  server = await startServer()
})
after(() => server.stop())

/** Runs the app with the official SDK, asks it for `path`, and lets it end by itself. */
const runApp = async (service: string, protocol: string, path: string) => {
  const child = spawn(process.execPath, ['--require', officialStart, app], {
    env: {
      ...process.env,
      OTEL_SERVICE_NAME: service,
      OTEL_EXPORTER_OTLP_ENDPOINT: server.otlpHttpUrl,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_NODE_RESOURCE_DETECTORS: 'env,process',
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ port }] = await once(child, 'message')
  const answer = await fetch(`http://127.0.0.1:${port}${path}`)
  await answer.arrayBuffer()
  child.disconnect()
  assert.deepEqual(await once(child, 'exit'), [0, null])
  return answer.status
}

const treeOf = async (service: string) => {
  const trace = await until(`the trace of ${service}`, async () =>
    (await server.listTraces(`service=${service}`)).find(({ spanCount }) => spanCount === 3),
  )
  assert.deepEqual(trace.services, [service])
  return spanTree(await server.readTrace(trace.traceId))
}

/** What the SDK said, without what differs from run to run. */
const outline = ({ span, attributes, children }: SpanNode): unknown => ({
  name: span.name,
  kind: span.kind,
  status: span.status.code,
  path: attributes['url.path'] ?? new URL(String(attributes['url.full'])).pathname,
  method: attributes['http.request.method'],
  statusCode: attributes['http.response.status_code'],
  children: children.map(outline),
})

const kindServer = 2
const kindClient = 3
const unset = 0
const error = 2

const get = (kind: number, path: string, status: number, statusCode: bigint, children: readonly unknown[]) => ({
  name: 'GET',
  kind,
  status,
  path,
  method: 'GET',
  statusCode,
  children,
})

for (const protocol of ['http/protobuf', 'http/json']) {
  const service = `official-${protocol.slice('http/'.length)}`

  test(`an app with the official SDK shows its tree by ${protocol}`, async () => {
    assert.equal(await runApp(service, protocol, '/items/kettle'), 200)
    assert.deepEqual((await treeOf(service)).map(outline), [
      get(kindServer, '/items/kettle', unset, 200n, [
        get(kindClient, '/stock/kettle', unset, 200n, [get(kindServer, '/stock/kettle', unset, 200n, [])]),
      ]),
    ])
  })

  test(`an app with the official SDK shows its errors by ${protocol}`, async () => {
    assert.equal(await runApp(`${service}-failing`, protocol, '/items/unicorn'), 500)
    assert.deepEqual((await treeOf(`${service}-failing`)).map(outline), [
      get(kindServer, '/items/unicorn', error, 500n, [
        get(kindClient, '/stock/nothing', error, 404n, [get(kindServer, '/stock/nothing', unset, 404n, [])]),
      ]),
    ])
  })
}
