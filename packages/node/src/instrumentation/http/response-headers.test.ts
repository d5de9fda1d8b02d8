import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp, type TestApp } from '../../testing/run-app.ts'

/** Answers in each of the ways that Node knows; by its path. */
const source = `
import { createServer } from 'node:http'
import { shutdown } from '@throughline/node'
const ways = {
  '/end': response => response.end('body'),
  '/set': response => response.setHeader('x-own', 'yes').end(JSON.stringify(response.getHeaders())),
  '/object': response => response.writeHead(201, { 'X-Own': 'yes' }).end('body'),
  '/list': response => response.writeHead(200, 'Fine', ['X-Own', 'a', 'X-Own', 'b']).end('body'),
  '/both': response => response.setHeader('x-own', 'a').writeHead(200, ['x-own', 'b']).end('body'),
  '/headers': response => response.setHeaders(new Map([['x-own', 'yes']])).end('body'),
  '/early': response => (response.writeEarlyHints({ link: '</style.css>; rel=preload' }), response.end('body')),
  '/empty': response => response.writeHead(204).end(),
  '/unchanged': response => response.writeHead(304).end(),
  '/flushed': response => (response.flushHeaders(), response.end('body')),
  '/own-set': response => response.setHeader('TraceResponse', 'mine').end('body'),
  '/own-object': response => response.writeHead(200, { Traceresponse: 'mine' }).end('body'),
  '/own-list': response => response.writeHead(200, ['TRACERESPONSE', 'mine']).end('body'),
  '/own-timing': response => response.setHeader('server-timing', 'db;dur=5').end('body'),
  '/excluded': response => response.end('body'),
  '/shutdown': response => shutdown().then(() => response.end('body')),
}
const server = createServer((request, response) => ways[request.url](response))
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))
`

const isTraceresponse = /^00-([\da-f]{32})-([\da-f]{16})-0[13]$/

describe('answers tell the caller', () => {
  let receiver: TestReceiver
  const apps: TestApp[] = []
  before(async () => {
    receiver = await startReceiver()
  })
  after(async () => {
    for (const app of apps) app.process.kill()
    await receiver.close()
  })

  const serve = async (env: Record<string, string> = {}) => {
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '5' }
    const app = runApp({
      file: 'app.mjs',
      source,
      env: { ...settings, THROUGHLINE_EXCLUDED_URLS: '/excluded', ...env },
    })
    apps.push(app)
    return Number((await app.line(line => line.startsWith('port'))).split(' ')[1])
  }
  const ask = (port: number, path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init)

  test('the trace and the span, in whatever way the app answers', async () => {
    const port = await serve()
    const paths = [
      '/end',
      '/set',
      '/object',
      '/list',
      '/both',
      '/headers',
      '/early',
      '/empty',
      '/unchanged',
      '/flushed',
    ]
    for (const path of paths) {
      for (const method of ['GET', 'HEAD']) {
        const { headers } = await ask(port, path, { method })
        const [, traceId, spanId] = isTraceresponse.exec(headers.get('traceresponse') ?? '') ?? []
        assert.ok(traceId, `${method} ${path}: ${headers.get('traceresponse')}`)
        await receiver.waitFor(all => all.some(({ span }) => span.traceId === traceId && span.spanId === spanId))
      }
    }
  })

  test('and leave what the app says of itself as it is', async () => {
    const port = await serve()
    const set = await ask(port, '/set')
    assert.deepEqual([set.headers.get('x-own'), await set.json()], ['yes', { 'x-own': 'yes' }])
    const object = await ask(port, '/object')
    assert.deepEqual([object.status, object.headers.get('x-own'), await object.text()], [201, 'yes', 'body'])
    const list = await ask(port, '/list')
    assert.deepEqual([list.statusText, list.headers.get('x-own')], ['Fine', 'a, b'])
    assert.equal((await ask(port, '/both')).headers.get('x-own'), 'b')
    for (const path of ['/own-set', '/own-object', '/own-list']) {
      assert.equal((await ask(port, path)).headers.get('traceresponse'), 'mine', path)
    }
  })

  test('each of its own, where requests come before the last is answered', async () => {
    const port = await serve()
    const socket = connect(port, '127.0.0.1')
    socket.write('GET /end HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(2))
    socket.write('GET /end HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
    let text = ''
    socket.setEncoding('latin1').on('data', chunk => {
      text += chunk
    })
    await once(socket, 'close')
    const told = Array.from(text.matchAll(/^traceresponse: 00-([\da-f]{32})/gm), ([, traceId]) => traceId)
    assert.equal(new Set(told).size, 3)
  })

  test('goes on telling in the trace of its caller', async () => {
    const port = await serve()
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const { headers } = await ask(port, '/end', { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-03` } })
    assert.match(headers.get('traceresponse') ?? '', new RegExp(`^00-${traceId}-`))
  })

  test('in the headers that the settings name, and pages of other origins which they may read', async () => {
    const port = await serve({
      THROUGHLINE_RESPONSE_HEADERS: 'otel-trace-id,server-timing',
      THROUGHLINE_TRACE_ID_HEADER: 'X-Trace-Id',
    })
    const { headers } = await ask(port, '/own-timing', { headers: { origin: 'https://page.example' } })
    assert.match(headers.get('x-trace-id') ?? '', /^[\da-f]{32}$/)
    assert.match(headers.get('server-timing') ?? '', /^traceparent;desc="00-[\da-f-]+", db;dur=5$/)
    assert.equal(headers.get('access-control-expose-headers'), 'x-trace-id')
    assert.equal(headers.get('traceresponse'), null)
    assert.equal((await ask(port, '/end')).headers.get('access-control-expose-headers'), null)
  })

  test('nothing where nothing is traced, or the settings say none', async () => {
    const port = await serve()
    assert.equal((await ask(port, '/excluded')).headers.get('traceresponse'), null)
    await ask(port, '/shutdown')
    assert.equal((await ask(port, '/end')).headers.get('traceresponse'), null)
    const silent = await serve({ THROUGHLINE_RESPONSE_HEADERS: 'none' })
    assert.equal((await ask(silent, '/end')).headers.get('traceresponse'), null)
  })
})
