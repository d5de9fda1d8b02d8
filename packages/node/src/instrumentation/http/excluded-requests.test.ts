import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp, type TestApp } from '../../testing/run-app.ts'

/** Does in one request, and after it, what would be spans; and answers with what the service that it calls was told. */
const source = `
import { createServer, get } from 'node:http'
import { once } from 'node:events'
import { context, propagation, trace } from '@opentelemetry/api'
import { flush, withSpan } from '@throughline/node'
import pg from 'pg'
const pool = new pg.Pool({ connectionString: process.env.DATABASE, max: 1, idleTimeoutMillis: 0 })
const tracer = trace.getTracer('app')
const toldOf = ({ traceparent = '', tracestate = '', baggage = '' }) => ({ traceparent, tracestate, baggage })
const back = createServer((request, response) => response.end(JSON.stringify(toldOf(request.headers))))
await once(back.listen(0, '127.0.0.1'), 'listening')
const url = 'http://127.0.0.1:' + back.address().port + '/healthz/back'
const byFetch = async () => (await fetch(url)).json()
const byHttp = async () => JSON.parse((await (await once(get(url), 'response'))[0].toArray()).join(''))
const server = createServer(async (request, response) => {
  if (request.url === '/flush') return response.end(await flush())
  request.on('data', () => tracer.startSpan('data').end())
  if (request.headers['x-late']) console.log('waiting')
  await once(request, 'end')
  response.on('close', () => tracer.startSpan('close').end())
  response.on('finish', () => tracer.startSpan('finish').end())
  await pool.query('SELECT 1')
  const carrier = {}
  const all = await withSpan('work', {}, async () => {
    propagation.inject(context.active(), carrier)
    return [await byFetch(), await byHttp(), toldOf(carrier)]
  })
  response.end(JSON.stringify({ all, active: trace.getActiveSpan()?.spanContext().traceId }))
})
await once(server.listen(0, '127.0.0.1'), 'listening')
console.log('port', server.address().port)
`

interface Answer {
  readonly all: readonly { readonly traceparent: string; readonly tracestate: string; readonly baggage: string }[]
  readonly active?: string
}

describe('a request that is excluded', () => {
  let receiver: TestReceiver
  let postgres: TestPostgres
  let app: TestApp
  let port = ''
  before(async () => {
    receiver = await startReceiver()
    postgres = await startPostgres()
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      DATABASE: postgres.url,
      THROUGHLINE_EXCLUDED_URLS: '/healthz/*, GET /ready,nothing',
    }
    app = runApp({ file: 'app.mjs', source, env })
    port = (await app.line(line => line.startsWith('port'))).split(' ')[1] ?? ''
  })
  after(async () => {
    app.process.kill()
    await app.exited
    await postgres.close()
    await receiver.close()
  })

  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init)
    return JSON.parse(await response.text())
  }
  /** What has arrived since the last time, without what asks for it and what waits for the connection. */
  let seenCount = 0
  const arrived = async () => {
    await (await fetch(`http://127.0.0.1:${port}/flush`)).text()
    const spans = receiver.spans.slice(seenCount)
    seenCount = receiver.spans.length
    return spans
      .map(({ span }) => span)
      .filter(({ name, attributes }) => name !== 'pg-pool.connect' && plain(attributes)['url.path'] !== '/flush')
  }

  test('leaves no span, and neither does what it does', async () => {
    const { active } = await ask('/healthz/deep?x=1', { method: 'POST', body: 'a body' })
    assert.equal(active, undefined)
    assert.deepEqual(await arrived(), [])
  })

  test('leaves none either where its body comes late, from a callback of the connection', async () => {
    const socket = connect(Number(port), '127.0.0.1')
    const lines = ['POST /healthz/deep HTTP/1.1', 'Host: x', 'X-Late: 1', 'Content-Length: 3', 'Connection: close']
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    await app.line(line => line === 'waiting')
    socket.write('one')
    await once(socket.resume(), 'close')
    assert.deepEqual(await arrived(), [])
  })

  test('by its method leaves those with another alone', async () => {
    assert.equal((await ask('/ready')).active, undefined)
    assert.deepEqual(await arrived(), [])
    assert.notEqual((await ask('/ready', { method: 'POST', body: 'a body' })).active, undefined)
    const names = (await arrived()).map(({ name }) => name)
    assert.deepEqual(names.sort(), ['GET', 'GET', 'POST', 'SELECT', 'close', 'data', 'finish', 'work'])
  })

  test('of a trace hands on what its caller said, by every client and by the API', async () => {
    const headers = {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03',
      tracestate: 'ot=th:fd70a,a=1',
      baggage: 'tenant=shop',
    }
    const { all } = await ask('/healthz/deep', { headers })
    assert.deepEqual(all, [headers, headers, headers])
    assert.deepEqual(await arrived(), [])
  })

  test('without a trace has what it calls not sampled either, as one trace', async () => {
    const { all } = await ask('/healthz/deep')
    const [traceparent = ''] = all.map(told => told.traceparent)
    assert.match(traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
    assert.deepEqual(
      all,
      all.map(() => ({ traceparent, tracestate: '', baggage: '' })),
    )
    assert.notEqual((await ask('/healthz/deep')).all[0]?.traceparent, traceparent)
    assert.deepEqual(await arrived(), [])
  })

  test('leaves the next one on its connection alone', async () => {
    const socket = connect(Number(port), '127.0.0.1')
    const line = (path: string, end: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n${end}\r\n\r\n`
    socket.write(line('/healthz/a', 'A: 1') + line('/orders', 'A: 1') + line('/healthz/b', 'Connection: close'))
    await once(socket.resume(), 'close')
    // The end of an answer that had to wait for the one before it is told within that.
    const spans = (await arrived()).filter(({ name }) => name !== 'finish' && name !== 'close')
    assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1)
    assert.deepEqual(spans.map(({ name }) => name).sort(), ['GET', 'GET', 'GET', 'SELECT', 'work'])
  })

  test('is what the settings name; a part of them that is no path is told in one sentence', () => {
    const allowed = 'a path such as /healthz, /internal/* or GET /healthz'
    const sentence = `throughline: THROUGHLINE_EXCLUDED_URLS: "nothing" is not ${allowed}; using the other members\n`
    assert.equal(app.stderr(), sentence)
  })
})
