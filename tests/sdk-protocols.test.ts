import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { startServer } from './harness/server.ts'
import { until } from './harness/until.ts'

const app = `
  import { withSpan } from '@throughline/node'
  await withSpan('order', { count: 3, note: 'größer' }, () => {})
`

for (const protocol of ['http/protobuf', 'http/json', 'grpc']) {
  test(`the server stores what an app of ours sends by ${protocol}`, async t => {
    const server = await startServer()
    t.after(() => server.stop())
    const isGrpc = protocol === 'grpc'
    const env = {
      ...process.env,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_ENDPOINT: isGrpc ? server.otlpGrpcAddress : server.otlpHttpUrl,
      OTEL_EXPORTER_OTLP_INSECURE: 'true',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_SERVICE_NAME: 'shop',
    }
    const flags = ['--conditions=throughline-source', '--import', '@throughline/node/register', '--input-type=module']
    const child = spawn(process.execPath, [...flags, '-e', app], { env, stdio: 'inherit' })
    assert.deepEqual(await once(child, 'exit'), [0, null])
    const listed = await until('the trace', async () => (await server.listTraces())[0])
    const trace = await server.readTrace(listed.traceId)
    const spans = trace.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    assert.deepEqual(
      spans.map(({ name, attributes }) => [name, attributes.map(({ key }) => key)]),
      [['order', ['count', 'note']]],
    )
  })
}
