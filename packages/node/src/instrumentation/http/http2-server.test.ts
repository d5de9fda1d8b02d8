import assert from 'node:assert/strict'
import { connect } from 'node:http2'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp, type TestApp } from '../../testing/run-app.ts'

const source = `
import http2 from 'node:http2'
import { trace } from '@opentelemetry/api'
const note = name => trace.getTracer('app').startSpan(name).end()
const compatible = http2.createServer((request, response) => {
  let body = ''
  request.on('data', chunk => { note('data'); body += chunk })
  request.on('end', () => setTimeout(() => {
    note('end')
    response.statusCode = request.url === '/broken' ? 500 : 200
    response.end(body)
  }, 1))
})
const streams = http2.createServer()
streams.on('stream', (stream, headers) => {
  note('stream')
  if (headers[':path'] === '/late') return console.log('waiting')
  stream.respond({ ':status': 201 })
  stream.end('made')
})
compatible.listen(0, '127.0.0.1', () => streams.listen(0, '127.0.0.1', () =>
  console.log('listening', compatible.address().port, streams.address().port)))
`

/** Node tells of HTTP/2 streams from these versions on. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const skip = (major === 22 && minor < 23) || (major === 24 && minor < 21) ? 'this Node does not tell of streams' : false

describe('an HTTP/2 server', { skip }, () => {
  let receiver: TestReceiver
  let app: TestApp
  let ports: string[] = []
  before(async () => {
    receiver = await startReceiver()
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '10',
      THROUGHLINE_EXCLUDED_URLS: '/healthz',
    }
    app = runApp({ file: 'app.mjs', source, env })
    ports = (await app.line(line => line.startsWith('listening'))).split(' ').slice(1)
  })
  after(async () => {
    app.process.kill()
    await app.exited
    await receiver.close()
  })

  let traceCount = 0
  const request = async (port: string | undefined, path: string, method = 'GET', body = '', isCancelled = false) => {
    const traceId = (++traceCount).toString(16).padStart(32, '0')
    const session = connect(`http://127.0.0.1:${port}`)
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
    const stream = session.request({ ':path': path, ':method': method, traceparent }, { endStream: body === '' })
    stream.resume()
    if (body !== '') stream.end(body)
    if (isCancelled) {
      await app.line(line => line === 'waiting')
      stream.close(8)
    }
    await new Promise(resolve => stream.on('close', resolve))
    session.close()
    return traceId
  }
  const spansOf = async (traceId: string) => {
    const isIts = ({ span }: { span: { traceId: string } }) => span.traceId === traceId
    const all = await receiver.waitFor(spans => spans.some(each => isIts(each) && each.span.kind === 2))
    return all.filter(isIts).map(({ span }) => ({ ...span, plain: plain(span.attributes) }))
  }

  test('has a span for each request, and its context in the events of the body and after', async () => {
    const spans = await spansOf(await request(ports[0], '/orders?id=1', 'POST', 'two'))
    const server = spans.find(({ kind }) => kind === 2)
    assert.deepEqual([server?.name, server?.parentSpanId], ['POST', '00f067aa0ba902b7'])
    const { 'network.peer.address': _peer, 'client.address': _client, ...attributes } = server?.plain ?? {}
    assert.deepEqual(attributes, {
      'http.request.method': 'POST',
      'url.scheme': 'http',
      'network.protocol.version': '2',
      'server.address': '127.0.0.1',
      'server.port': BigInt(ports[0] ?? 0),
      'url.path': '/orders',
      'url.query': 'id=1',
      'http.response.status_code': 200n,
    })
    const others = spans.filter(({ kind }) => kind !== 2)
    assert.deepEqual(others.map(({ name }) => name).sort(), ['data', 'end'])
    assert.ok(others.every(({ parentSpanId }) => parentSpanId === server?.spanId))
  })

  test('fails its span by a 5xx', async () => {
    const [server] = (await spansOf(await request(ports[0], '/broken'))).filter(({ kind }) => kind === 2)
    assert.deepEqual([server?.status.code, server?.plain['error.type']], [2, '500'])
  })

  test('has spans of the API of streams, too', async () => {
    const spans = await spansOf(await request(ports[1], '/things'))
    const server = spans.find(({ kind }) => kind === 2)
    assert.equal(server?.plain['http.response.status_code'], 201n)
    assert.equal(spans.find(({ name }) => name === 'stream')?.parentSpanId, server?.spanId)
  })

  test('says of a stream that the client has cancelled that it was', async () => {
    const spans = await spansOf(await request(ports[1], '/late', 'GET', '', true))
    const server = spans.find(({ kind }) => kind === 2)
    assert.deepEqual([server?.plain['error.type'], server?.status.code], ['aborted', 0])
  })

  test('has nothing of a request that is excluded', async () => {
    const excluded = await request(ports[1], '/healthz')
    await spansOf(await request(ports[1], '/things'))
    assert.ok(receiver.spans.every(({ span }) => span.traceId !== excluded))
  })
})
