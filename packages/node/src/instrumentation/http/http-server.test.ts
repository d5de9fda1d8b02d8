import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp, type TestApp } from '../../testing/run-app.ts'

const source = `
import { createServer } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { trace } from '@opentelemetry/api'
const tracer = trace.getTracer('app')
const traceId = () => trace.getActiveSpan()?.spanContext().traceId
const registry = new FinalizationRegistry(what => console.log('collected', what))
setFlagsFromString('--expose-gc')
setInterval(runInNewContext('gc'), 50).unref()
const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
  if (request.url === '/hang') return console.log('hanging')
  if (request.url === '/half') return response.write('half', () => console.log('half sent'))
  if (request.url === '/fail') response.statusCode = 503
  if (request.url === '/listen') {
    const seen = []
    request.on('data', () => seen.push('data ' + traceId()))
    request.on('close', () => tracer.startSpan('on close').end())
    response.on('close', () => tracer.startSpan('on response close').end())
    return request.on('end', () => response.end([...new Set(seen), 'end ' + traceId()].join()))
  }
  if (request.url === '/watch') {
    registry.register(trace.getActiveSpan(), 'span')
    return response.end()
  }
  if (request.url === '/child') tracer.startSpan('child').end()
  response.on('finish', () => tracer.startSpan('on finish').end())
  await new Promise(resolve => setTimeout(resolve, 1))
  response.end(traceId())
})
server.on('connection', () => tracer.startSpan('connection ' + traceId()).end())
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))
`

describe('a server of node:http', () => {
  let receiver: TestReceiver
  let app: TestApp
  let port = 0
  before(async () => {
    receiver = await startReceiver()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '5' }
    app = runApp({ file: 'app.mjs', source, env })
    port = Number((await app.line(line => line.startsWith('port'))).split(' ')[1])
  })
  after(async () => {
    app.process.kill()
    await receiver.close()
  })

  let traceCount = 0
  const newTraceId = () => (++traceCount).toString(16).padStart(32, '0')
  const traceparent = (traceId: string) => `00-${traceId}-00f067aa0ba902b7-01`
  const spansOf = async (traceId: string, count: number) => {
    const inTrace = () => receiver.spans.filter(({ span }) => span.traceId === traceId)
    await receiver.waitFor(() => inTrace().length >= count)
    return inTrace().map(({ span }) => ({ ...span, plain: plain(span.attributes) }))
  }
  const fetchText = async (path: string, traceId: string, headers: Record<string, string> = {}) =>
    (
      await fetch(`http://127.0.0.1:${port}${path}`, { headers: { ...headers, traceparent: traceparent(traceId) } })
    ).text()

  test('describes a request by the stable conventions', async () => {
    const traceId = newTraceId()
    const headers = { 'user-agent': 'test/1', 'x-forwarded-for': '203.0.113.7, 10.0.0.1' }
    await fetchText('/path?q=1&sig=secret', traceId, headers)
    const [, server] = (await spansOf(traceId, 2)).sort((a, b) => a.kind - b.kind)
    assert.deepEqual(server?.plain, {
      'http.request.method': 'GET',
      'url.path': '/path',
      'url.query': 'q=1&sig=REDACTED',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'server.port': BigInt(port),
      'network.protocol.version': '1.1',
      'user_agent.original': 'test/1',
      'network.peer.address': '127.0.0.1',
      'client.address': '203.0.113.7',
      'http.response.status_code': 200n,
    })
    assert.equal(server?.kind, 2)
    assert.equal(server?.parentSpanId, '00f067aa0ba902b7')
  })

  test('a 5xx is an error of the span', async () => {
    const traceId = newTraceId()
    await fetchText('/fail', traceId)
    const server = (await spansOf(traceId, 2)).find(span => span.kind === 2)
    assert.deepEqual(server?.status, { code: 2, message: '' })
    assert.equal(server?.plain['error.type'], '503')
  })

  test('handler, awaits and late listeners are inside the span', async () => {
    const traceId = newTraceId()
    assert.equal(await fetchText('/child', traceId), traceId)
    const spans = await spansOf(traceId, 3)
    const server = spans.find(span => span.kind === 2)
    for (const name of ['child', 'on finish']) {
      assert.equal(spans.find(span => span.name === name)?.parentSpanId, server?.spanId)
    }
  })

  // Node 22 keeps the context on the connection's parser, out of reach, until the next request.
  if (Number.parseInt(process.versions.node, 10) >= 24) {
    test('nothing of a request is held while its connection waits for the next one', async () => {
      const socket = connect(port, '127.0.0.1')
      socket.write('GET /watch HTTP/1.1\r\nhost: x\r\n\r\n')
      await app.line(line => line === 'collected span')
      assert.equal(socket.readyState, 'open')
      socket.destroy()
    })
  }

  for (const [what, head, body, expected] of [
    ['without a body', 'content-length: 0', [], ['end']],
    ['with a body', 'content-length: 3', ['one'], ['data', 'end']],
    ['with a body that comes in parts', 'content-length: 6', ['one', 'two'], ['data', 'end']],
    ['with a body of chunks', 'transfer-encoding: chunked', ['3\r\none\r\n', '0\r\n\r\n'], ['data', 'end']],
  ] as const) {
    test(`listeners for the events of a request ${what} are inside the span`, async () => {
      const traceId = newTraceId()
      const socket = connect(port, '127.0.0.1')
      const lines = [
        'POST /listen HTTP/1.1',
        'host: x',
        `traceparent: ${traceparent(traceId)}`,
        'connection: close',
        head,
      ]
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body[0] ?? ''}`)
      setImmediate(() => socket.write(body[1] ?? ''))
      let answer = ''
      socket.on('data', chunk => {
        answer += chunk
      })
      await once(socket, 'close')
      assert.match(answer, new RegExp(expected.map(event => `${event} ${traceId}`).join()))
      const names = (await spansOf(traceId, 3)).map(span => span.name)
      assert.deepEqual(names.sort(), ['POST', 'on close', 'on response close'])
    })
  }

  test('headers count in any case, and lists that come in several are one', async () => {
    const traceId = newTraceId()
    const socket = connect(port, '127.0.0.1')
    const lines = ['GET /child HTTP/1.1', 'HOST: a:1', `TraceParent: ${traceparent(traceId)}`, 'tracestate: x=1']
    socket.write(`${[...lines, 'TraceState: y=2', 'User-Agent: u', 'connection: close'].join('\r\n')}\r\n\r\n`)
    await once(socket.resume(), 'close')
    const span = (await spansOf(traceId, 3)).find(({ kind }) => kind === 2)
    assert.equal(span?.traceState.replaceAll(' ', ''), 'x=1,y=2')
    assert.deepEqual([span?.plain['server.address'], span?.plain['user_agent.original']], ['a', 'u'])
  })

  test('requests that are pipelined on one connection keep their traces apart', async () => {
    const ids = [newTraceId(), newTraceId(), newTraceId()]
    const socket = connect(port, '127.0.0.1')
    const request = (id: string) => `GET /child HTTP/1.1\r\nHost: x\r\ntraceparent: ${traceparent(id)}\r\n\r\n`
    socket.write(`${ids.map(request).join('')}GET /child HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    let answer = ''
    socket.on('data', chunk => {
      answer += chunk
    })
    await once(socket, 'close')
    const bodies = answer.replaceAll(/^traceresponse: .*$/gm, '').match(/[0-9a-f]{32}/g) ?? []
    assert.deepEqual(bodies.slice(0, 3), ids)
    // The fourth has no parent of its own, and must not inherit its neighbour's.
    assert.equal(bodies.length, 4)
    assert.ok(!ids.includes(bodies[3] ?? ''))
    for (const id of ids) assert.equal((await spansOf(id, 3)).length, 3)
  })

  test('nothing of a request is active when the next connection opens', async () => {
    await receiver.waitFor(all => all.some(({ span }) => span.name.startsWith('connection')))
    const names = new Set(receiver.spans.map(({ span }) => span.name).filter(name => name.startsWith('connection')))
    assert.deepEqual([...names], ['connection undefined'])
  })

  test('a client that leaves before the answer is no error of the server, and no status was sent', async () => {
    const traceId = newTraceId()
    const request = get({ port, host: '127.0.0.1', path: '/hang', headers: { traceparent: traceparent(traceId) } })
    request.on('error', () => {})
    await app.line(line => line === 'hanging')
    request.destroy()
    const [span] = await spansOf(traceId, 1)
    assert.equal(span?.status.code, 0)
    assert.equal(span?.plain['error.type'], 'aborted')
    assert.ok(!('http.response.status_code' in (span?.plain ?? {})))
  })

  test('a client that leaves within the answer had seen the status', async () => {
    const traceId = newTraceId()
    const request = get({ port, host: '127.0.0.1', path: '/half', headers: { traceparent: traceparent(traceId) } })
    request.on('error', () => {})
    await app.line(line => line === 'half sent')
    request.destroy()
    const [span] = await spansOf(traceId, 1)
    assert.equal(span?.plain['http.response.status_code'], 200n)
    assert.equal(span?.plain['error.type'], 'aborted')
  })

  test('a method that nobody knows does not become a name', async () => {
    const traceId = newTraceId()
    const socket = connect(port, '127.0.0.1')
    // PROPFIND is a method to Node, and not one of those that the conventions list.
    const headers = `Host: x\r\nConnection: close\r\ntraceparent: ${traceparent(traceId)}`
    socket.write(`PROPFIND / HTTP/1.1\r\n${headers}\r\n\r\n`)
    socket.resume()
    await once(socket, 'close')
    const server = (await spansOf(traceId, 2)).find(span => span.kind === 2)
    assert.equal(server?.name, 'HTTP')
    assert.equal(server?.plain['http.request.method'], '_OTHER')
    assert.equal(server?.plain['http.request.method_original'], 'PROPFIND')
  })
})
