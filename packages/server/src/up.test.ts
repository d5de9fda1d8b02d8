import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ApiError, ReceiverPorts, ServiceList, TraceList } from '@throughline/api'
import { readTracesJson, readTracesProto, unixNano, writeTracesJson, writeTracesProto } from '@throughline/otlp'
import { everyField } from '@throughline/otlp/testing'
import { wires } from './receive/signals.ts'
import { type RunningServer, startServer } from './testing/command.ts'
import { requests } from './testing/requests.ts'
import { type Message, send } from './testing/send.ts'
import { aSpan, newTraceId, tracesOf } from './testing/traces.ts'

const encodings = [
  { type: 'application/x-protobuf', write: writeTracesProto },
  { type: 'application/json', write: writeTracesJson },
] as const

describe('the server', () => {
  let server: RunningServer
  before(async () => {
    server = await startServer(['--memory'])
  })
  after(async () => {
    await server.stop()
  })

  const get = (path: string, headers = {}) => send(server.ui, { path, headers })
  const post = (body: Uint8Array | string, type = 'application/x-protobuf', message: Message = {}) =>
    send(server.http, { method: 'POST', path: '/v1/traces', headers: { 'content-type': type }, body, ...message })

  async function getJson<T>(path: string): Promise<T> {
    const answer = await get(path)
    assert.equal(answer.status, 200, String(answer.body))
    assert.equal(answer.headers['content-type'], 'application/json')
    assert.equal(answer.headers['cache-control'], 'no-store')
    return JSON.parse(String(answer.body))
  }

  for (const { type, write } of encodings) {
    it(`gives every field back that came as ${type}, in both encodings`, async () => {
      await using own = await startServer(['--memory'])
      const data = everyField()
      const traceId = data.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.traceId
      const read = (accept: string) => send(own.ui, { path: `/api/traces/${traceId}`, headers: { accept } })
      const headers = { 'content-type': type }
      assert.equal(
        (await send(own.http, { method: 'POST', path: '/v1/traces', headers, body: write(data) })).status,
        200,
      )
      while ((await read('*/*')).status === 404);

      const inJson = await read('application/json')
      assert.equal(inJson.headers['content-type'], 'application/json')
      assert.deepEqual(readTracesJson(String(inJson.body)), { ok: true, value: data })
      const inProtobuf = await read('application/x-protobuf')
      assert.equal(inProtobuf.headers['content-type'], 'application/x-protobuf')
      assert.deepEqual(readTracesProto(new Uint8Array(inProtobuf.body)), { ok: true, value: data })
    })
  }

  describe('finds traces', () => {
    const second = (seconds: number) => unixNano(1_800_000_000_000_000_000n + BigInt(seconds) * 1_000_000_000n)
    const at = (seconds: number) => ({ startTimeUnixNano: second(seconds), endTimeUnixNano: second(seconds + 1) })
    const healthy = aSpan({ ...at(0), name: 'GET /cart' })
    const failing = aSpan({ ...at(10), name: 'POST /orders', status: { code: 2, message: 'Query read timeout' } })
    const last = aSpan({ ...at(20), name: 'GET /cart' })
    const namesOf = ({ traces }: TraceList) => traces.map(trace => trace.traceId)
    const list = async (query: string) => namesOf(await getJson<TraceList>(`/api/traces?from=1800000000&${query}`))

    before(async () => {
      await post(writeTracesProto(tracesOf([healthy], 'web')))
      await post(writeTracesProto(tracesOf([failing], 'orders')))
      await post(writeTracesProto(tracesOf([last], 'web')))
      while ((await list('')).length < 3);
    })

    it('newest first, each with its summary', async () => {
      const { traces } = await getJson<TraceList>('/api/traces?from=1800000000')
      assert.deepEqual(namesOf({ traces }), [last.traceId, failing.traceId, healthy.traceId])
      assert.deepEqual(traces[1], {
        traceId: failing.traceId,
        rootService: 'orders',
        rootName: 'POST /orders',
        startUnixNano: '1800000010000000000',
        durationNano: '1000000000',
        spanCount: 1,
        errorCount: 1,
        services: ['orders'],
      })
    })

    it('by service, text, errors, time and number', async () => {
      assert.deepEqual(await list('service=web'), [last.traceId, healthy.traceId])
      assert.deepEqual(await list('text=READ+timeout'), [failing.traceId])
      assert.deepEqual(await list('errors=true'), [failing.traceId])
      assert.deepEqual(await list('to=2027-01-15T08:00:15Z'), [failing.traceId, healthy.traceId])
      assert.deepEqual(await list('limit=1'), [last.traceId])
      assert.deepEqual(await list('service=nobody'), [])
    })

    it('and the services at work', async () => {
      const { services } = await getJson<ServiceList>('/api/services?from=1800000000')
      assert.deepEqual(services, ['orders', 'web'])
    })

    it('and the ports on which spans are taken', async () => {
      const ports = await getJson<ReceiverPorts>('/api/receivers')
      assert.deepEqual(ports, { otlpHttpPort: server.http.port, otlpGrpcPort: server.grpc.port })
    })

    it('by an id in any case', async () => {
      assert.equal((await get(`/api/traces/${last.traceId.toUpperCase()}`)).status, 200)
    })
  })

  it('answers a wrong question by one sentence', async () => {
    for (const [path, status, sentence] of [
      [`/api/traces/${newTraceId()}`, 404, /^No trace [0-9a-f]{32} is stored\.$/],
      ['/api/traces/123', 400, /32 hexadecimal digits/],
      ['/api/traces?q={}', 400, /TraceQL/],
      ['/api/traces?limit=0', 400, /^Limit must be/],
      ['/api/services?from=now', 400, /RFC 3339/],
      ['/api/nothing', 404, /\/api\/nothing/],
    ] as const) {
      const answer = await get(path)
      assert.equal(answer.status, status, path)
      const { error }: ApiError = JSON.parse(String(answer.body))
      assert.match(error, sentence)
    }
  })

  it('answers its own name only, so that no other site can read it through the browser', async () => {
    for (const host of [
      'localhost',
      `localhost:${server.ui.port}`,
      '127.0.0.1:80',
      '127.0.0.2',
      '[::1]:4319',
      'LocalHost',
    ]) {
      assert.equal((await get('/api/services', { host })).status, 200, host)
    }
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:4319', '10.0.0.1']) {
      for (const path of ['/', '/api/services', '/metrics']) assert.equal((await get(path, { host })).status, 403, host)
    }
  })

  it('sends no header that lets another origin read, and none that lets it guess', async () => {
    const { headers } = await get('/api/services', { origin: 'https://evil.example' })
    assert.equal(headers['access-control-allow-origin'], undefined)
    assert.equal(headers['x-content-type-options'], 'nosniff')
  })

  it('lets nobody out of the page’s folder, however the path is written', async () => {
    for (const path of [
      '/../package.json',
      '/assets/../../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
    ]) {
      assert.equal((await get(path)).status, 404, path)
    }
  })

  it('is healthy and ready', async () => {
    for (const path of ['/healthz', '/readyz']) assert.equal((await get(path)).status, 200)
  })

  it('counts what it receives', async () => {
    await using own = await startServer(['--memory'])
    const at = (path: string, message: Message = {}) => send(own.http, { method: 'POST', path, ...message })
    const headers = { 'content-type': 'application/json' }
    const bad = aSpan({ traceId: newTraceId().slice(2) as ReturnType<typeof newTraceId> })
    await at('/v1/traces', { headers, body: writeTracesJson(tracesOf([aSpan(), aSpan(), bad])) })
    await at('/v1/traces', { headers, body: 'nonsense' })
    for (const signal of ['metrics', 'logs', 'profiles'] as const)
      await at(wires[signal].httpPath, { headers, body: requests[signal].json })

    const answer = await send(own.ui, { path: '/metrics' })
    assert.equal(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
    const lines = String(answer.body).split('\n')
    for (const line of [
      '# TYPE throughline_receiver_accepted_items_total counter',
      'throughline_receiver_accepted_requests_total{transport="http",signal="traces"} 1',
      'throughline_receiver_accepted_items_total{transport="http",signal="traces"} 2',
      'throughline_receiver_accepted_items_total{transport="grpc",signal="traces"} 0',
      'throughline_receiver_rejected_items_total{transport="http",signal="traces"} 1',
      'throughline_receiver_refused_requests_total{transport="http",signal="traces",reason="bad_data"} 1',
      'throughline_receiver_refused_requests_total{transport="http",signal="unknown",reason="too_large"} 0',
      'throughline_store_appended_items_total{signal="traces"} 2',
      `throughline_store_appended_items_total{signal="metrics"} ${requests.metrics.itemCount}`,
      `throughline_store_appended_items_total{signal="logs"} ${requests.logs.itemCount}`,
      `throughline_store_appended_items_total{signal="profiles"} ${requests.profiles.itemCount}`,
    ]) {
      assert.ok(lines.includes(line), `${line}\nis not in\n${answer.body}`)
    }
  })
})
