import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import {
  readStatusJson,
  readStatusProto,
  readTraceResponseJson,
  readTraceResponseProto,
  type TraceId,
  writeTracesJson,
  writeTracesProto,
} from '@throughline/otlp'
import { createCounters } from '../health/counters.ts'
import { inFlightBytes, requestBodyBytes } from '../limits.ts'
import { type Listener, listenHttp } from '../listen/http.ts'
import { openPipeline } from '../pipeline/pipeline.ts'
import { createFakeStore } from '../testing/fake-store.ts'
import { padding } from '../testing/padding.ts'
import { type Message, send } from '../testing/send.ts'
import { aSpan, tracesOf } from '../testing/traces.ts'
import { createByteBudget } from './byte-budget.ts'
import { otlpHttp } from './otlp-http.ts'
import type { RefusalReason } from './refusal.ts'

const protobuf = { 'content-type': 'application/x-protobuf' }
const json = { 'content-type': 'application/json' }
const traces = tracesOf([aSpan(), aSpan()])

describe('the OTLP/HTTP receiver', () => {
  let store = createFakeStore()
  let counts = createCounters().http
  let told: string[] = []
  const budget = createByteBudget(() => inFlightBytes)
  let listener: Listener

  before(async () => {
    const listened = await listenHttp(
      (request, response) => {
        const tell = (sentence: string) => void told.push(sentence)
        otlpHttp({ pipeline: openPipeline(store, tell), counts, budget, tell })(request, response)
      },
      { host: '127.0.0.1', port: 0 },
      'http',
    )
    assert.ok(listened.ok)
    listener = listened.value
  })
  after(() => listener.close())
  beforeEach(() => {
    store = createFakeStore()
    counts = createCounters().http
    told = []
  })

  const post = (message: Message) => send(listener.address, { method: 'POST', path: '/v1/traces', ...message })

  async function assertRefused(message: Message, status: number, reason: RefusalReason, rpcCode: number) {
    const answer = await post(message)
    assert.equal(answer.status, status)
    assert.equal(counts.refusedRequests[reason], 1)
    const isProtobuf = answer.headers['content-type'] === 'application/x-protobuf'
    const body = isProtobuf ? readStatusProto(answer.body) : readStatusJson(answer.body.toString())
    assert.ok(body.ok)
    assert.equal(body.value.code, rpcCode)
    assert.match(body.value.message, /^[A-Z].*\w/)
    assert.equal(budget.usedBytes, 0)
    return { ...answer, message: body.value.message }
  }

  describe('accepts', () => {
    it('protobuf, and answers full success by an empty protobuf message', async () => {
      const answer = await post({ headers: protobuf, body: writeTracesProto(traces) })
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['content-type'], 'application/x-protobuf')
      assert.equal(answer.body.length, 0)
      assert.deepEqual(store.appended, [traces])
      assert.equal(counts.acceptedRequests, 1)
      assert.equal(counts.acceptedSpans, 2)
    })

    it('JSON, and answers full success by {}', async () => {
      const answer = await post({ headers: json, body: writeTracesJson(traces) })
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['content-type'], 'application/json')
      assert.equal(answer.body.toString(), '{}')
      assert.deepEqual(store.appended, [traces])
    })

    it('one request after the other on a connection of HTTP/1.0', async () => {
      const socket = connect(listener.address.port, listener.address.host)
      const head = 'POST /v1/traces HTTP/1.0\r\nConnection: keep-alive\r\nContent-Type: application/json'
      for (let sent = 0; sent < 2; sent++) {
        socket.write(`${head}\r\nContent-Length: 2\r\n\r\n{}`)
        const [answer] = await once(socket, 'data')
        assert.match(String(answer), /^HTTP\/1\.1 200 OK\r\n(?:.+\r\n)*content-length: 2\r\n(?:.+\r\n)*\r\n\{\}$/)
      }
      socket.destroy()
    })

    it('a content type in any case and with parameters', async () => {
      const headers = { 'content-type': 'Application/JSON; charset=utf-8' }
      assert.equal((await post({ headers, body: writeTracesJson(traces) })).status, 200)
    })

    it('gzip in both encodings', async () => {
      for (const [headers, body] of [
        [protobuf, writeTracesProto(traces)],
        [json, writeTracesJson(traces)],
      ] as const) {
        const zipped = await post({ headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) })
        assert.equal(zipped.status, 200)
      }
      assert.deepEqual(store.appended, [traces, traces])
    })

    it('an empty body, which is an empty request', async () => {
      for (const headers of [protobuf, json]) assert.equal((await post({ headers })).status, 200)
      const headers = { ...protobuf, 'content-encoding': 'gzip' }
      assert.equal((await post({ headers, body: gzipSync('') })).status, 200)
      assert.deepEqual(store.appended, [])
      assert.equal(counts.acceptedRequests, 3)
    })

    it('a body of exactly the limit', async () => {
      const body = padding(requestBodyBytes)
      assert.equal((await post({ headers: protobuf, body })).status, 200)
      const headers = { ...protobuf, 'content-encoding': 'gzip' }
      assert.equal((await post({ headers, body: gzipSync(body) })).status, 200)
    })

    it('the valid spans of a request, and says what is wrong with the rest', async () => {
      const good = aSpan()
      const bad = [aSpan({ traceId: '0'.repeat(32) as TraceId }), aSpan({ traceId: 'abcd' as TraceId })]
      const mixed = tracesOf([...bad, good])
      const inProtobuf = await post({ headers: protobuf, body: writeTracesProto(mixed) })
      const inJson = await post({ headers: json, body: writeTracesJson(mixed) })
      for (const response of [readTraceResponseProto(inProtobuf.body), readTraceResponseJson(inJson.body.toString())]) {
        assert.ok(response.ok)
        assert.equal(response.value.rejectedSpans, 2n)
        assert.match(response.value.errorMessage, /^2 of 3 spans rejected; the first: trace_id /)
      }
      assert.deepEqual(store.appended, [tracesOf([good]), tracesOf([good])])
      assert.equal(counts.acceptedSpans, 2)
      assert.equal(counts.rejectedSpans, 4)
    })

    it('only when the store has it', async () => {
      const { promise: appendEnds, resolve: endAppend } = Promise.withResolvers<void>()
      const { promise: appendBegun, resolve: beginAppend } = Promise.withResolvers<void>()
      store.whenAppending = () => {
        beginAppend()
        return appendEnds
      }
      let answered = false
      const answer = post({ headers: protobuf, body: writeTracesProto(traces) }).finally(() => {
        answered = true
      })
      await appendBegun
      assert.equal(answered, false)
      endAppend()
      assert.equal((await answer).status, 200)
    })
  })

  describe('refuses for good', () => {
    it('protobuf that is none', async () => {
      const refused = await assertRefused({ headers: protobuf, body: 'nonsense' }, 400, 'bad_data', 3)
      assert.equal(refused.headers['content-type'], 'application/x-protobuf')
      assert.equal(refused.headers['retry-after'], undefined)
    })

    it('JSON that is none', async () => {
      const refused = await assertRefused({ headers: json, body: '{"resourceSpans":' }, 400, 'bad_data', 3)
      assert.equal(refused.headers['content-type'], 'application/json')
    })

    it('gzip that is broken, cut short, or not gzip', async () => {
      const whole = gzipSync(writeTracesProto(traces))
      const flipped = Buffer.from(whole)
      flipped[20] = ~(flipped[20] ?? 0)
      for (const body of ['plain', whole.subarray(0, -9), flipped]) {
        counts = createCounters().http
        const headers = { ...protobuf, 'content-encoding': 'gzip' }
        await assertRefused({ headers, body }, 400, 'broken_encoding', 3)
      }
    })

    it('content encodings that it does not know', async () => {
      const headers = { ...protobuf, 'content-encoding': 'br' }
      await assertRefused({ headers, body: 'x' }, 415, 'unsupported_content_encoding', 3)
    })

    it('content types that it does not know, and none', async () => {
      await assertRefused({ headers: { 'content-type': 'text/plain' }, body: 'x' }, 415, 'unsupported_media_type', 3)
      counts = createCounters().http
      await assertRefused({ body: 'x' }, 415, 'unsupported_media_type', 3)
    })

    it('a body of one byte over the limit, announced or not', async () => {
      const body = padding(requestBodyBytes + 1)
      await assertRefused({ headers: protobuf, body }, 413, 'too_large', 8)
      counts = createCounters().http
      await assertRefused({ headers: { ...protobuf, 'transfer-encoding': 'chunked' }, body }, 413, 'too_large', 8)
    })

    it('a gzip bomb, before the end of which it would have noticed that it is broken', async () => {
      const bomb = gzipSync(Buffer.alloc(4 * requestBodyBytes))
      bomb.fill(0xff, bomb.length - 8)
      await assertRefused({ headers: { ...protobuf, 'content-encoding': 'gzip' }, body: bomb }, 413, 'too_large', 8)
    })

    it('other paths, and says where traces go', async () => {
      const refused = await assertRefused({ path: '/v1/trace', headers: protobuf }, 404, 'not_found', 5)
      assert.equal(refused.headers['content-type'], 'application/x-protobuf')
    })

    it('the signals that it does not take yet, and says so', async () => {
      for (const path of ['/v1/metrics', '/v1/logs', '/v1development/profiles']) {
        counts = createCounters().http
        const refused = await assertRefused({ path, headers: json, body: '{}' }, 404, 'not_received_yet', 12)
        assert.match(refused.message, /not received yet/)
      }
    })

    it('other methods, and names the one', async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
        counts = createCounters().http
        const refused = await assertRefused({ method }, 405, 'method_not_allowed', 12)
        assert.equal(refused.headers.allow, 'POST')
      }
    })
  })

  describe('asks to send again', () => {
    it('what the store could not append, and tells the human once', async () => {
      store.whenAppending = () => Promise.reject(new Error('disk full'))
      const body = writeTracesProto(traces)
      const refused = await assertRefused({ headers: protobuf, body }, 503, 'store_failed', 14)
      assert.equal(refused.headers['retry-after'], '1')
      assert.deepEqual(told, ['Spans cannot be stored (disk full); senders are told to retry.'])
    })

    it('what does not fit beside the requests in flight', async () => {
      const { promise: appendEnds, resolve: endAppend } = Promise.withResolvers<void>()
      store.whenAppending = () => appendEnds
      const body = Buffer.concat([writeTracesProto(traces), padding(requestBodyBytes - 1024)])
      const held = []
      for (let fitting = Math.floor(inFlightBytes / body.length); fitting > 0; fitting--) {
        held.push(post({ headers: protobuf, body }))
        while (store.appended.length < held.length) await new Promise(setImmediate)
      }
      assert.equal(budget.usedBytes, held.length * body.length)
      const refused = await post({ headers: protobuf, body })
      assert.equal(refused.status, 429)
      assert.equal(refused.headers['retry-after'], '1')
      assert.equal(counts.refusedRequests.busy, 1)
      endAppend()
      for (const answer of await Promise.all(held)) assert.equal(answer.status, 200)
      assert.equal(budget.usedBytes, 0)
    })
  })

  it('survives a client that goes away in the middle, and counts it', async () => {
    for (const encoding of ['identity', 'gzip']) {
      counts = createCounters().http
      const socket = connect(listener.address.port, listener.address.host)
      await once(socket, 'connect')
      const head = `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n`
      socket.write(`${head}Content-Encoding: ${encoding}\r\nContent-Length: 100\r\n\r\n`)
      socket.write(gzipSync('half of something').subarray(0, 12), () => socket.destroy())
      while (counts.refusedRequests.incomplete === 0) await new Promise(setImmediate)
      assert.equal(budget.usedBytes, 0)
    }
    assert.equal((await post({ headers: protobuf })).status, 200)
  })
})
