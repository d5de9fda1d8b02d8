import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, type ReceivedSpan, startReceiver, type TestReceiver } from './testing/receiver.ts'
import { runApp, type TestApp } from './testing/run-app.ts'

const back = `
import { createServer } from 'node:http'
const server = createServer((request, response) => {
  const chunks = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', async () => {
    await new Promise(resolve => setTimeout(resolve, 1))
    const answer = await fetch(process.env.ECHO)
    response.statusCode = request.url === '/missing' ? 404 : 200
    response.end(JSON.stringify({ headers: request.headers, echo: await answer.text() }))
  })
})
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))
`
const echo = `
import { createServer } from 'node:http'
const server = createServer((request, response) => response.end(JSON.stringify(request.headers)))
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))
`
const front = `
import { createServer, request as httpRequest } from 'node:http'
const server = createServer(async (request, response) => {
  if (request.url === '/fetch') response.end(await (await fetch(process.env.BACK + '/found?sig=secret')).text())
  else {
    const outgoing = httpRequest(process.env.BACK + '/missing', { method: 'POST' }, incoming => incoming.pipe(response))
    outgoing.write('the first part')
    setTimeout(() => outgoing.end('the second'), 5)
  }
})
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))
`

describe('one request through three processes', () => {
  let receiver: TestReceiver
  const apps: TestApp[] = []
  let frontUrl = ''

  const serve = async (name: string, source: string, env: Record<string, string> = {}) => {
    const exporting = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: name,
      OTEL_BSP_SCHEDULE_DELAY: '10',
    }
    const app = runApp({ file: 'app.mjs', source, env: { ...exporting, ...env } })
    apps.push(app)
    const [, port] = (await app.line(line => line.startsWith('port'))).split(' ')
    return `http://127.0.0.1:${port}`
  }

  before(async () => {
    receiver = await startReceiver()
    const echoUrl = await serve('echo', echo)
    const backUrl = await serve('back', back, { ECHO: echoUrl })
    frontUrl = await serve('front', front, { BACK: backUrl })
  })
  after(async () => {
    for (const app of apps) app.process.kill()
    await receiver.close()
  })

  /** From the outermost span to the innermost: who called whom. */
  const chainOf = async (traceId: string): Promise<ReceivedSpan[]> => {
    const spans = await receiver.waitFor(all => all.filter(({ span }) => span.traceId === traceId).length === 5)
    const inTrace = spans.filter(({ span }) => span.traceId === traceId)
    const chain: ReceivedSpan[] = []
    let parentId = '00f067aa0ba902b7'
    for (;;) {
      const child = inTrace.find(({ span }) => span.parentSpanId === parentId)
      if (child === undefined) return chain
      chain.push(child)
      parentId = child.span.spanId
    }
  }

  test('by fetch: each server span is the child of the client span that called it', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const headers = {
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      tracestate: 'vendor=opaque',
      baggage: 'tenant.id=acme%20inc',
    }
    const answer: { echo: string } = JSON.parse(await (await fetch(`${frontUrl}/fetch`, { headers })).text())
    const chain = await chainOf(traceId)

    const shape = chain.map(({ serviceName, span }) => `${serviceName} ${span.kind} ${span.name}`)
    assert.deepEqual(shape, ['front 2 GET', 'front 3 GET', 'back 2 GET', 'back 3 GET', 'echo 2 GET'])
    assert.ok(chain.every(({ span }) => span.traceState === 'vendor=opaque'))
    // The flags of OTLP say that a parent is remote exactly where the trace crosses into another process.
    assert.deepEqual(
      chain.map(({ span }) => (span.flags & 0x200) !== 0),
      [true, false, true, false, true],
    )
    const innermost = JSON.parse(answer.echo)
    assert.equal(innermost.baggage, 'tenant.id=acme%20inc')
    assert.equal(innermost.tracestate, 'vendor=opaque')
    assert.equal(innermost.traceparent, `00-${traceId}-${chain[3]?.span.spanId}-01`)

    const client = plain(chain[1]?.span.attributes ?? [])
    assert.match(String(client['url.full']), /^http:\/\/127\.0\.0\.1:\d+\/found\?sig=REDACTED$/)
    assert.equal(client['server.address'], '127.0.0.1')
    assert.equal(client['http.response.status_code'], 200n)
  })

  test('by node:http with a body that comes in parts: the context reaches the listener of its end', async () => {
    const traceId = '5bf92f3577b34da6a3ce929d0e0e4736'
    const answer = await fetch(`${frontUrl}/post`, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } })
    await answer.text()
    const chain = await chainOf(traceId)

    const shape = chain.map(({ serviceName, span }) => `${serviceName} ${span.kind} ${span.name}`)
    assert.deepEqual(shape, ['front 2 GET', 'front 3 POST', 'back 2 POST', 'back 3 GET', 'echo 2 GET'])
    const [, client, server] = chain.map(({ span }) => span)
    // 404 is the caller's mistake: an error of the client span, none of the server's.
    assert.deepEqual(client?.status, { code: 2, message: '' })
    assert.deepEqual(server?.status, { code: 0, message: '' })
    assert.equal(plain(client?.attributes ?? [])['error.type'], '404')
  })
})
