import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sourceFlags } from '../source-flags.ts'
import { plain, startReceiver, type TestReceiver } from '../testing/receiver.ts'
import { runApp } from '../testing/run-app.ts'

/** A server that calls itself once over HTTP and once more with a span of its own, and then has nothing left to do. */
const exchange = `
import { createServer, get } from 'node:http'
import { trace } from '@opentelemetry/api'
const server = createServer((request, response) => {
  trace.getTracer('app').startSpan('work').end()
  response.end(JSON.stringify(request.headers))
})
const ready = new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const call = async () => {
  await ready
  const answer = await fetch('http://127.0.0.1:' + server.address().port + '/path', { headers: { connection: 'close' } })
  const headers = await answer.json()
  server.close()
  return headers
}`

describe('an app with objects of OpenTelemetry', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  let appCount = 0
  const run = (source: string, env: Record<string, string> = {}) => {
    const service = `app-${++appCount}`
    const app = runApp({
      file: 'app.mjs',
      flags: sourceFlags,
      source: `
        import { flush, shutdown, start } from '@throughline/node'
        import * as sdk from '@opentelemetry/sdk-trace'
        import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
        import { B3Propagator, B3InjectEncoding } from '@opentelemetry/propagator-b3'
        ${source}`,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_SERVICE_NAME: service,
        ...env,
      },
    })
    const spans = () => receiver.spans.filter(({ serviceName }) => serviceName === service)
    return { ...app, spans, names: () => spans().map(({ span }) => span.name) }
  }

  const batch = 'spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter() })]'
  const exporter = 'traceExporter: new OTLPTraceExporter()'
  for (const [what, option] of Object.entries({ 'a BatchSpanProcessor': batch, 'an exporter': exporter })) {
    test(`has ${what} deliver every span when it ends by itself, and none of the delivery`, async () => {
      const app = run(`${exchange}; start({ ${option} }); await call()`)
      assert.deepEqual([await app.exited, app.stderr()], [0, ''])
      assert.deepEqual(app.names().sort(), ['GET', 'GET', 'work'])
    })
  }

  test('gives its processors the spans of HTTP with the attributes that they begin with', async () => {
    const app = run(`
      ${exchange}
      const onStart = (span, parent) =>
        console.log(JSON.stringify([span.kind, span.attributes, span.parentSpanContext, trace.getSpanContext(parent)]))
      start({ spanProcessors: [{ onStart, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} }] })
      await call()`)
    assert.equal(await app.exited, 0)
    const started = app.stdout().trim().split('\n')
    const [client, server] = started.map(line => JSON.parse(line))
    assert.equal(client[0], 2)
    assert.match(client[1]['url.full'], /^http:\/\/127\.0\.0\.1:\d+\/path$/)
    assert.deepEqual(client.slice(2), [null, null])
    assert.equal(server[0], 1)
    assert.deepEqual([server[1]['url.path'], server[1]['http.request.method']], ['/path', 'GET'])
    assert.equal(server[2].isRemote, true)
    assert.deepEqual(server[2], server[3])
  })

  test('is sampled by its own sampler, with what HTTP spans begin with', async () => {
    const app = run(
      `
      ${exchange}
      const shouldSample = (context, id, name, kind, attributes) => ({ decision: attributes['url.path'] === '/path' ? 0 : 2 })
      start({ sampler: { shouldSample } })
      const { traceparent } = await call()
      console.log(traceparent.slice(-1) & 1)`,
      { OTEL_TRACES_EXPORTER: 'otlp' },
    )
    assert.deepEqual([await app.exited, app.stdout(), app.stderr()], [0, '1\n', ''])
    const sent = app.spans().map(({ span }) => [span.name, plain(span.attributes)['url.path']])
    assert.deepEqual(sent.sort(), [
      ['GET', undefined],
      ['work', undefined],
    ])
  })

  test('carries its context by its own propagator, in HTTP as in the API', async () => {
    const app = run(`
      ${exchange}
      import { context, propagation } from '@opentelemetry/api'
      const textMapPropagator = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })
      start({ textMapPropagator, traceExporter: new OTLPTraceExporter() })
      const headers = await call()
      console.log(Object.keys(headers).filter(name => /^x-b3|^traceparent/.test(name)).join(), propagation.fields()[0])`)
    assert.deepEqual(
      [await app.exited, app.stdout(), app.stderr()],
      [0, 'x-b3-traceid,x-b3-spanid,x-b3-sampled x-b3-traceid\n', ''],
    )
    const spans = app.spans().map(({ span }) => span)
    assert.equal(new Set(spans.map(span => span.traceId)).size, 1)
    const client = spans.find(span => span.kind === 3)
    const server = spans.find(span => span.kind === 2)
    assert.equal(server?.parentSpanId, client?.spanId)
  })

  test('carries none if it wants none', async () => {
    const app = run(`${exchange}; start({ textMapPropagator: null }); console.log((await call()).traceparent)`)
    assert.deepEqual([await app.exited, app.stdout()], [0, 'undefined\n'])
  })

  test('has what it throws told once, in one line each, and goes on', async () => {
    const app = run(
      `
      ${exchange}
      const fail = () => { throw new Error('not today') }
      start({
        spanProcessors: [{ onStart: fail, onEnd: fail, forceFlush: fail, shutdown: fail }],
        textMapPropagator: { inject: fail, extract: fail, fields: () => [] },
        sampler: { shouldSample: fail },
        idGenerator: { generateTraceId: fail, generateSpanId: fail },
        traceExporter: { export: fail, shutdown: fail },
      })
      await call()
      await flush()
      await shutdown()
      console.log('done')`,
      { OTEL_TRACES_EXPORTER: 'otlp' },
    )
    assert.deepEqual([await app.exited, app.stdout()], [0, 'done\n'])
    const lines = app.stderr().trim().split('\n')
    for (const line of lines)
      assert.match(line, /^throughline: [\w[\]().]+( of [\w[\]]+)? failed \(not today\); [\w ]+$/)
    assert.equal(new Set(lines).size, lines.length)
    assert.deepEqual(app.names().sort(), ['GET', 'GET', 'work'])
  })

  test('can flush by the provider, as instrumentations of functions do', async () => {
    const app = run(
      `
      import { trace } from '@opentelemetry/api'
      start({ ${exporter} })
      trace.getTracer('app').startSpan('work').end()
      await trace.getTracerProvider().getDelegate().forceFlush()
      process.kill(process.pid, 'SIGKILL')`,
      { OTEL_TRACES_EXPORTER: 'otlp' },
    )
    await app.exited
    assert.deepEqual(app.names(), ['work', 'work'])
  })

  test('has a span that ended written by an exporter that needs no event loop even at process.exit()', async () => {
    const app = run(`
      import { trace } from '@opentelemetry/api'
      start({ spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new sdk.ConsoleSpanExporter() })] })
      trace.getTracer('app').startSpan('last words').end()
      process.exit(3)`)
    assert.equal(await app.exited, 3)
    assert.match(app.stdout(), /name: 'last words'/)
  })
})
