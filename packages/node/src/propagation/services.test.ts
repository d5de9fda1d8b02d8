import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type ReceivedSpan, startReceiver, type TestReceiver } from '../testing/receiver.ts'
import { runApp, type TestApp } from '../testing/run-app.ts'

/** Calls the next service, if there is one, by `fetch` or `node:http`; says what came in, and what the API would send. */
const service = `
import { createServer, get } from 'node:http'
import { context, propagation } from '@opentelemetry/api'
const byHttp = url => new Promise(resolve => get(url, answer => answer.setEncoding('utf8').toArray().then(resolve)))
const server = createServer(async ({ url, headers }, response) => {
  const sent = {}
  propagation.inject(context.active(), sent)
  const next = process.env.NEXT
  const call = async () => (url === '/http' ? (await byHttp(next)).join('') : (await fetch(next)).text())
  const below = next === undefined ? [] : JSON.parse(await call())
  response.end(JSON.stringify([{ headers, sent }, ...below]))
})
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))
`

interface Seen {
  readonly headers: Record<string, string>
  readonly sent: Record<string, string>
}

const carriers = /^(b3|x-b3-.*|traceparent|tracestate|baggage)$/
const carried = (headers: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => carriers.test(name)))
const namesOf = (headers: Record<string, string> | undefined) => Object.keys(carried(headers)).sort()

describe('services that speak different formats', () => {
  let receiver: TestReceiver
  const apps: TestApp[] = []
  before(async () => {
    receiver = await startReceiver()
  })
  after(async () => {
    for (const app of apps) app.process.kill()
    await receiver.close()
  })

  const serve = async (name: string, propagators: string, next?: string) => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: name,
      OTEL_BSP_SCHEDULE_DELAY: '10',
      OTEL_PROPAGATORS: propagators,
      ...(next === undefined ? {} : { NEXT: next }),
    }
    const app = runApp({ file: 'app.mjs', source: service, env })
    apps.push(app)
    const [, port] = (await app.line(line => line.startsWith('port'))).split(' ')
    return `http://127.0.0.1:${port}`
  }
  const ask = async (url: string, headers: Record<string, string> = {}): Promise<Seen[]> =>
    JSON.parse(await (await fetch(url, { headers })).text())
  /** Who called whom, from the span without a parent in here. */
  const chainOf = (spans: readonly ReceivedSpan[]): string[] => {
    const ids = new Set(spans.map(({ span }) => span.spanId))
    const chain: string[] = []
    let next = spans.find(({ span }) => !ids.has(span.parentSpanId))
    while (next !== undefined) {
      const { spanId } = next.span
      chain.push(`${next.serviceName} ${next.span.kind}`)
      next = spans.find(({ span }) => span.parentSpanId === spanId)
    }
    return chain
  }
  const spansOf = async (traceId: string, count: number) => {
    const inTrace = (all: readonly ReceivedSpan[]) => all.filter(({ span }) => span.traceId === traceId)
    return inTrace(await receiver.waitFor(all => inTrace(all).length === count))
  }

  test('have one trace where they share one: B3 only calls W3C and B3, which calls B3 of several headers', async () => {
    const last = await serve('last', 'b3multi')
    const middle = await serve('middle', 'tracecontext,baggage,b3', last)
    const first = await serve('first', 'b3', middle)
    for (const path of ['/fetch', '/http']) {
      const [atFirst, atMiddle, atLast] = await ask(first + path)
      const [traceId = ''] = atMiddle?.headers.b3?.split('-') ?? []
      const spans = await spansOf(traceId, 5)
      assert.deepEqual(chainOf(spans), ['first 2', 'first 3', 'middle 2', 'middle 3', 'last 2'])
      assert.deepEqual(namesOf(atFirst?.headers), [])
      assert.deepEqual(namesOf(atFirst?.sent), ['b3'])
      assert.deepEqual(namesOf(atMiddle?.headers), ['b3'])
      assert.deepEqual(namesOf(atMiddle?.sent), ['b3', 'traceparent'])
      assert.deepEqual(namesOf(atLast?.headers), ['b3', 'traceparent'])
      assert.deepEqual(namesOf(atLast?.sent), ['x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid'])
    }
  })

  test('carry a debug flag and half a trace id through, and baggage only where it is asked for', async () => {
    const last = await serve('last of debug', 'b3')
    const first = await serve('first of debug', 'baggage,b3multi', last)
    const [atFirst, atLast] = await ask(first, {
      'X-B3-TraceId': '48485a3953bb6124',
      'X-B3-SpanId': 'a2fb4a1d1a96d312',
      'X-B3-Flags': '1',
      baggage: 'a=1',
    })
    const traceId = '000000000000000048485a3953bb6124'
    const spans = await spansOf(traceId, 3)
    assert.deepEqual(chainOf(spans), ['first of debug 2', 'first of debug 3', 'last of debug 2'])
    assert.equal(spans.find(({ span }) => span.parentSpanId === 'a2fb4a1d1a96d312')?.span.kind, 2)
    assert.deepEqual(namesOf(atFirst?.sent), ['baggage', 'x-b3-flags', 'x-b3-spanid', 'x-b3-traceid'])
    assert.equal(atLast?.headers['x-b3-flags'], '1')
    assert.match(atLast?.sent.b3 ?? '', new RegExp(`^${traceId}-[0-9a-f]{16}-d$`))
    assert.deepEqual(namesOf(atLast?.sent), ['b3'])
  })

  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const lists: readonly (readonly [propagators: string, names: readonly string[]])[] = [
    ['tracecontext', ['traceparent']],
    ['baggage', ['baggage']],
    ['none', []],
    ['', ['baggage', 'traceparent']],
  ]
  for (const [propagators, names] of lists) {
    test(`carry what "${propagators}" names, and nothing else`, async () => {
      const last = await serve(`last of "${propagators}"`, propagators)
      const first = await serve(`first of "${propagators}"`, propagators, last)
      const incoming = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, baggage: 'a=1' }
      const [atFirst, atLast] = await ask(first, incoming)
      for (const headers of [atFirst?.sent, atLast?.headers, atLast?.sent]) assert.deepEqual(namesOf(headers), names)
      const isLast = ({ serviceName }: ReceivedSpan) => serviceName === `last of "${propagators}"`
      const server = (await receiver.waitFor(spans => spans.some(isLast))).find(isLast)
      assert.equal(server?.span.traceId === traceId, names.includes('traceparent'))
    })
  }
})
