import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startReceiver, type TestReceiver } from './testing/receiver.ts'
import { runApp } from './testing/run-app.ts'

/** Answers three requests that it makes itself; `%` is what it does for each of them. */
const source = `
import { createServer } from 'node:http'
import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
const tracer = trace.getTracer('by-hand')
const url = () => 'http://127.0.0.1:' + server.address().port
const call = async () => (await fetch(url() + '/called')).text()
const handle = async request => { % }
const server = createServer(async (request, response) => {
  if (request.url !== '/called') await handle(request)
  response.end()
})
server.listen(0, '127.0.0.1', async () => {
  for (let i = 0; i < 4; i++) await (await fetch(url() + '/order')).text()
  process.exit()
})
`

describe('a span that repeats one of ours', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  const toldOf = async (handler: string): Promise<string> => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }
    const app = runApp({ file: 'app.mjs', source: source.replace('%', handler), env })
    assert.equal(await app.exited, 0, app.stderr())
    return app.stderr()
  }

  const repeated = {
    'of a server, below ours': `tracer.startSpan('handle', { kind: SpanKind.SERVER }).end()`,
    'of a server, beside ours, as other instrumentations make it': `
      tracer.startSpan('handle', { kind: SpanKind.SERVER }, propagation.extract(ROOT_CONTEXT, request.headers)).end()`,
  }
  for (const [name, handler] of Object.entries(repeated)) {
    test(`${name}, is told once, with the places of both`, async () => {
      assert.match(
        await toldOf(handler),
        /^throughline: spans "handle" of "by-hand", started at \S+app\.mjs:\d+, repeat ours, such as "GET" of @throughline\/node\/http-server; remove the former, or set OTEL_NODE_DISABLED_INSTRUMENTATIONS=http\n$/,
      )
    })
  }

  const around = (attributes: string, calls = 'await call()') => `
    await tracer.startActiveSpan('call', { kind: SpanKind.CLIENT, attributes: ${attributes} }, async span => {
      ${calls}
      span.end()
    })`

  test('of a client, around ours, is told once', async () => {
    const told = await toldOf(around(`{ 'http.request.method': 'GET', 'server.address': '127.0.0.1' }`))
    assert.match(
      told,
      /^throughline: spans "call" of "by-hand", started at \S+app\.mjs:\d+, repeat ours, such as "GET" of @throughline\/node\/undici; remove the former, or set OTEL_NODE_DISABLED_INSTRUMENTATIONS=undici\n$/,
    )
  })

  const others = {
    'of an internal kind': `tracer.startSpan('handle').end()`,
    'of a consumer': `tracer.startSpan('handle', { kind: SpanKind.CONSUMER }).end()`,
    'of a client of something else': around(`{ 'rpc.system': 'aws-api' }`),
    'of a client of another host': around(`{ 'http.request.method': 'GET', 'server.address': 'example.org' }`),
    'of a client that calls twice': around(`{ 'http.request.method': 'GET' }`, 'await call(); await call()'),
    'of a server after the request': `
      await new Promise(setImmediate)
      context.with(ROOT_CONTEXT, () => tracer.startSpan('handle', { kind: SpanKind.SERVER }).end())`,
  }
  for (const [name, handler] of Object.entries(others)) {
    test(`is none that is ${name}`, async () => {
      assert.equal(await toldOf(handler), '')
    })
  }
})
