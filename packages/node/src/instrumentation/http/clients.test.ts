import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

/** What each client does, in one process with a server that misbehaves on request. */
const app = (calls: string) => `
import { createServer, request, get } from 'node:http'
import { once } from 'node:events'
const server = createServer((incoming, response) => {
  if (incoming.url === '/cut') { response.writeHead(200, { 'content-length': 10 }); response.write('half', () => response.destroy()) }
  else if (incoming.url === '/drop') response.destroy()
  else if (incoming.url === '/hang') return
  else response.end(JSON.stringify(incoming.rawHeaders))
})
server.on('upgrade', (incoming, socket) => socket.end('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: x\\r\\nConnection: upgrade\\r\\n\\r\\n'))
server.on('connect', (incoming, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\\r\\n\\r\\n'))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address()
const base = 'http://127.0.0.1:' + port
const closed = emitter => new Promise(resolve => emitter.on('close', resolve).on('error', () => {}))
${calls}
process.exit()
`

describe('HTTP clients', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  let appCount = 0
  const clientSpanOf = async (calls: string) => {
    const service = `client-${++appCount}`
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: service }
    const running = runApp({ file: 'app.mjs', source: app(calls), env })
    assert.equal(await running.exited, 0, running.stderr())
    const spans = receiver.spans.filter(({ serviceName, span }) => serviceName === service && span.kind === 3)
    assert.equal(spans.length, 1)
    const span = spans[0]?.span
    assert.ok(span)
    return { ...span, plain: plain(span.attributes), stdout: running.stdout() }
  }

  for (const [name, call] of [
    ['node:http', `await once(get({ port: 1, host: '127.0.0.1' }), 'error')`],
    ['fetch', `await fetch('http://127.0.0.1:2/').catch(() => {})`],
  ] as const) {
    test(`${name}: nobody listens`, async () => {
      const span = await clientSpanOf(call)
      assert.equal(span.status.code, 2)
      assert.notEqual(span.status.message, '')
      assert.ok(['ECONNREFUSED', 'Error'].includes(String(span.plain['error.type'])))
    })
  }

  test('node:http: the server hangs up before it answers', async () => {
    const span = await clientSpanOf(`await closed(get(base + '/drop'))`)
    assert.equal(span.plain['error.type'], 'ECONNRESET')
  })

  test('node:http: the answer breaks off', async () => {
    const span = await clientSpanOf(`
      const outgoing = get(base + '/cut', incoming => incoming.resume().on('error', () => {}))
      await closed(outgoing)`)
    assert.equal(span.plain['http.response.status_code'], 200n)
    assert.equal(span.plain['error.type'], 'aborted')
    assert.equal(span.status.code, 2)
  })

  test('node:http: an upgrade ends with its head', async () => {
    const span = await clientSpanOf(`
      const outgoing = get(base + '/', { headers: { connection: 'upgrade', upgrade: 'x' } })
      const [, socket] = await once(outgoing, 'upgrade')
      socket.destroy()
      await new Promise(setImmediate)`)
    assert.equal(span.plain['http.response.status_code'], 101n)
    assert.equal(span.status.code, 0)
  })

  const foreign = `'TraceParent', '00-11111111111111111111111111111111-2222222222222222-01'`
  for (const [name, options, begin] of [
    ['headers as an array', `headers: ['host', new URL(base).host, ${foreign}, 'a', 'b']`, 'outgoing.end()'],
    ['headers as pairs', `headers: [['host', new URL(base).host], [${foreign}], ['a', 'b']]`, 'outgoing.end()'],
    [
      'an expected continue',
      `method: 'POST', headers: { expect: '100-continue', a: 'b' }`,
      `outgoing.on('continue', () => outgoing.end('body')).flushHeaders()`,
    ],
  ] as const) {
    test(`node:http: a head that is written early carries the trace on: ${name}`, async () => {
      const span = await clientSpanOf(`
        const outgoing = request(base, { ${options} })
        ${begin}
        const [incoming] = await once(outgoing, 'response')
        incoming.pipe(process.stdout, { end: false })
        await once(incoming, 'end')`)
      const raw: string[] = JSON.parse(span.stdout)
      const sent = (header: string) => raw.filter((_, i) => raw[i - 1]?.toLowerCase() === header)
      assert.deepEqual(sent('traceparent'), [`00-${span.traceId}-${span.spanId}-01`])
      assert.deepEqual(sent('a'), ['b'])
      assert.equal(span.plain['url.full'], `http://${sent('host')[0]}/`)
      assert.equal(span.plain['http.response.status_code'], 200n)
    })
  }

  test('undici: a WebSocket ends with its head', async () => {
    const span = await clientSpanOf(`
      const socket = new WebSocket(base)
      await new Promise(resolve => socket.addEventListener('error', resolve))`)
    assert.equal(span.plain['http.response.status_code'], 101n)
    assert.equal(span.status.code, 0)
  })

  test('node:http: a tunnel ends with its head', async () => {
    const span = await clientSpanOf(`
      const outgoing = request(base, { method: 'CONNECT', path: 'example.org:443' })
      outgoing.end()
      const [, socket] = await once(outgoing, 'connect')
      socket.destroy()
      await new Promise(setImmediate)`)
    assert.equal(span.plain['http.response.status_code'], 407n)
    assert.equal(span.status.code, 2)
    assert.match(String(span.plain['url.full']), /^http:\/\/[^/]+$/)
  })

  test('fetch: a request that is given up says how', async () => {
    const span = await clientSpanOf(`
      const controller = new AbortController()
      server.on('request', () => controller.abort())
      await fetch(base + '/hang', { signal: controller.signal }).catch(() => {})`)
    assert.equal(span.plain['error.type'], 'AbortError')
  })

  for (const [name, call] of [
    [
      'node:http',
      `const outgoing = get(base, { headers }, incoming => incoming.pipe(process.stdout, { end: false })); await closed(outgoing)`,
    ],
    ['fetch', `console.log(await (await fetch(base, { headers })).text())`],
  ] as const) {
    test(`${name}: a traceparent handed on from elsewhere is replaced, not repeated`, async () => {
      const foreign = `const headers = { TraceParent: '00-11111111111111111111111111111111-2222222222222222-01' }`
      const span = await clientSpanOf(`${foreign}; ${call}`)
      const raw: string[] = JSON.parse(span.stdout)
      const sent = raw.filter((_, i) => raw[i - 1]?.toLowerCase() === 'traceparent')
      assert.deepEqual(sent, [`00-${span.traceId}-${span.spanId}-01`])
    })
  }
})
