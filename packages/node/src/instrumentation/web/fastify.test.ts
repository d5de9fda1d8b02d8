import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp, type TestApp } from '../../testing/run-app.ts'

const source = `
import Fastify from 'fastify'
const app = Fastify()
app.addHook('onRequest', async (request, reply) => {
  if (request.headers['x-tired']) return reply.code(429).send('later')
})
app.get('/orders/:id', async request => ({ id: request.params.id }))
app.get('/broken', async () => { throw new TypeError('no such thing') })
app.get('/mapped', async () => { throw new Error('gone') })
app.setErrorHandler((error, request, reply) =>
  request.url === '/mapped' ? reply.code(410).send('gone') : reply.code(500).send('broken'))
app.register(async scope => scope.post('/echo', async request => request.body), { prefix: '/v1' })
const address = await app.listen({ port: 0, host: '127.0.0.1' })
console.log('listening', address)
`

describe('a Fastify app', () => {
  let receiver: TestReceiver
  let app: TestApp
  let url = ''
  before(async () => {
    receiver = await startReceiver()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '10' }
    app = runApp({ file: 'app.mjs', source, env })
    url = (await app.line(line => line.startsWith('listening'))).split(' ')[1] ?? ''
  })
  after(async () => {
    app.process.kill()
    await receiver.close()
  })

  let traceCount = 0
  /** The only span of a request: Fastify itself adds none. */
  const spanOf = async (path: string, init: RequestInit = {}) => {
    const traceId = (++traceCount).toString(16).padStart(32, '0')
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
    await (await fetch(url + path, { ...init, headers: { ...init.headers, traceparent } })).text()
    const spans = await receiver.waitFor(all => all.some(({ span }) => span.traceId === traceId))
    const inTrace = spans.filter(({ span }) => span.traceId === traceId)
    assert.equal(inTrace.length, 1)
    const span = inTrace[0]?.span
    assert.ok(span)
    return { ...span, plain: plain(span.attributes) }
  }

  test('names the server span by its route', async () => {
    const span = await spanOf('/orders/17?full=1')
    assert.equal(span.name, 'GET /orders/:id')
    assert.equal(span.plain['http.route'], '/orders/:id')
    assert.equal(span.plain['url.path'], '/orders/17')
  })

  test('knows the route behind a prefix, and of a request with a body', async () => {
    const headers = { 'content-type': 'application/json' }
    const span = await spanOf('/v1/echo', { method: 'POST', body: '{"a":1}', headers })
    assert.equal(span.name, 'POST /v1/echo')
  })

  test('knows the route of a request that a hook answers', async () => {
    const span = await spanOf('/orders/17', { headers: { 'x-tired': 'yes' } })
    assert.equal(span.name, 'GET /orders/:id')
    assert.equal(span.plain['http.response.status_code'], 429n)
    assert.equal(span.status.code, 0)
  })

  test('has no route for a path that none matches', async () => {
    const span = await spanOf('/nowhere')
    assert.equal(span.name, 'GET')
    assert.ok(!('http.route' in span.plain))
  })

  test('records what a handler threw, and fails the span', async () => {
    const span = await spanOf('/broken')
    assert.deepEqual(span.status, { code: 2, message: 'no such thing' })
    assert.equal(span.plain['error.type'], '500')
    const exception = plain(span.events[0]?.attributes ?? [])
    assert.equal(exception['exception.type'], 'TypeError')
    assert.equal(exception['exception.message'], 'no such thing')
    assert.match(String(exception['exception.stacktrace']), /TypeError: no such thing\n {4}at /)
  })

  test('records what was thrown but does not fail where the app answers with a 4xx', async () => {
    const span = await spanOf('/mapped')
    assert.deepEqual(span.status, { code: 0, message: '' })
    assert.equal(span.events.length, 1)
  })
})
