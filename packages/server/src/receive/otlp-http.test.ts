import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import {
  readTraceResponseJson,
  readTraceResponseProto,
  type TraceId,
  writeTracesJson,
  writeTracesProto,
} from '@throughline/otlp'
import { requestBodyBytes } from '../limits.ts'
import { signals } from '../pipeline/payload.ts'
import { type HttpReceiver, json, openHttpReceiver, protobuf } from '../testing/http-receiver.ts'
import { padding } from '../testing/padding.ts'
import { requests } from '../testing/requests.ts'
import { aSpan, tracesOf } from '../testing/traces.ts'
import { wires } from './signals.ts'

const traces = tracesOf([aSpan(), aSpan()])

describe('the OTLP/HTTP receiver', () => {
  let receiver: HttpReceiver
  before(async () => {
    receiver = await openHttpReceiver()
  })
  after(() => receiver[Symbol.asyncDispose]())
  beforeEach(() => receiver.reset())

  describe('accepts', () => {
    it('protobuf, and answers full success by an empty protobuf message', async () => {
      const answer = await receiver.post({ headers: protobuf, body: writeTracesProto(traces) })
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['content-type'], 'application/x-protobuf')
      assert.equal(answer.body.length, 0)
      assert.deepEqual(receiver.output.takenTraces(), [traces])
      assert.equal(receiver.counts.acceptedRequests.traces, 1)
      assert.equal(receiver.counts.acceptedItems.traces, 2)
    })

    it('JSON, and answers full success by {}', async () => {
      const answer = await receiver.post({ headers: json, body: writeTracesJson(traces) })
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['content-type'], 'application/json')
      assert.equal(answer.body.toString(), '{}')
      assert.deepEqual(receiver.output.takenTraces(), [traces])
    })

    it('every signal in both encodings, and counts what is in it', async () => {
      for (const signal of signals) {
        const { proto, json: text, itemCount } = requests[signal]
        const path = wires[signal].httpPath
        assert.equal((await receiver.post({ path, headers: protobuf, body: proto })).body.length, 0)
        assert.equal(String((await receiver.post({ path, headers: json, body: text })).body), '{}')
        assert.deepEqual(
          receiver.output.taken
            .splice(0)
            .map(payload => [payload.signal, payload.itemCount, Buffer.from(payload.bytes)]),
          [proto, proto].map(bytes => [signal, itemCount, Buffer.from(bytes)]),
        )
        assert.equal(receiver.counts.acceptedItems[signal], 2 * itemCount)
      }
    })

    it('one request after the other on a connection of HTTP/1.0', async () => {
      const socket = connect(receiver.listener.address.port, receiver.listener.address.host)
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
      assert.equal((await receiver.post({ headers, body: writeTracesJson(traces) })).status, 200)
    })

    it('gzip and zstd in both encodings', async () => {
      for (const [headers, body] of [
        [protobuf, writeTracesProto(traces)],
        [json, writeTracesJson(traces)],
      ] as const) {
        for (const [encoding, compressed] of [
          ['gzip', gzipSync(body)],
          ['ZSTD', zstdCompressSync(body)],
        ] as const) {
          const answer = await receiver.post({
            headers: { ...headers, 'content-encoding': encoding },
            body: compressed,
          })
          assert.equal(answer.status, 200)
        }
      }
      assert.deepEqual(receiver.output.takenTraces(), [traces, traces, traces, traces])
    })

    it('an empty body, which is an empty request', async () => {
      for (const headers of [protobuf, json]) assert.equal((await receiver.post({ headers })).status, 200)
      const headers = { ...protobuf, 'content-encoding': 'gzip' }
      assert.equal((await receiver.post({ headers, body: gzipSync('') })).status, 200)
      assert.deepEqual(receiver.output.takenTraces(), [])
      assert.equal(receiver.counts.acceptedRequests.traces, 3)
    })

    it('a body of exactly the limit', async () => {
      const body = padding(requestBodyBytes)
      assert.equal((await receiver.post({ headers: protobuf, body })).status, 200)
      const headers = { ...protobuf, 'content-encoding': 'gzip' }
      assert.equal((await receiver.post({ headers, body: gzipSync(body) })).status, 200)
    })

    it('the valid spans of a request, and says what is wrong with the rest', async () => {
      const good = aSpan()
      const bad = [aSpan({ traceId: '0'.repeat(32) as TraceId }), aSpan({ traceId: 'abcd' as TraceId })]
      const mixed = tracesOf([...bad, good])
      const inProtobuf = await receiver.post({ headers: protobuf, body: writeTracesProto(mixed) })
      const inJson = await receiver.post({ headers: json, body: writeTracesJson(mixed) })
      for (const response of [readTraceResponseProto(inProtobuf.body), readTraceResponseJson(inJson.body.toString())]) {
        assert.ok(response.ok)
        assert.equal(response.value.rejectedSpans, 2n)
        assert.match(response.value.errorMessage, /^2 of 3 spans rejected; the first: trace_id /)
      }
      assert.deepEqual(receiver.output.takenTraces(), [tracesOf([good]), tracesOf([good])])
      assert.equal(receiver.counts.acceptedItems.traces, 2)
      assert.equal(receiver.counts.rejectedItems.traces, 4)
    })

    it('only when the store has it', async () => {
      const { promise: appendEnds, resolve: endAppend } = Promise.withResolvers<void>()
      const { promise: appendBegun, resolve: beginAppend } = Promise.withResolvers<void>()
      receiver.output.whenTaking = () => {
        beginAppend()
        return appendEnds
      }
      let answered = false
      const answer = receiver.post({ headers: protobuf, body: writeTracesProto(traces) }).finally(() => {
        answered = true
      })
      await appendBegun
      assert.equal(answered, false)
      endAppend()
      assert.equal((await answer).status, 200)
    })
  })

  it('survives a client that goes away in the middle, and counts it', async () => {
    for (const encoding of ['identity', 'gzip']) {
      receiver.reset()
      const socket = connect(receiver.listener.address.port, receiver.listener.address.host)
      await once(socket, 'connect')
      const head = `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n`
      socket.write(`${head}Content-Encoding: ${encoding}\r\nContent-Length: 100\r\n\r\n`)
      socket.write(gzipSync('half of something').subarray(0, 12), () => socket.destroy())
      while (receiver.counts.refusedRequests.incomplete.traces === 0) await new Promise(setImmediate)
      assert.equal(receiver.budget.usedBytes, 0)
    }
    assert.equal((await receiver.post({ headers: protobuf })).status, 200)
  })
})
