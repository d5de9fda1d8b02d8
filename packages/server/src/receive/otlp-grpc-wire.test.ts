import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from 'node:http2'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { inFlightBytes, requestBodyBytes, requestTimeoutMs } from '../limits.ts'
import { listenGrpc } from '../listen/grpc.ts'
import type { Listener } from '../listen/port.ts'
import { openPipeline, type Pipeline } from '../pipeline/pipeline.ts'
import { createFakeOutput, outputOf, redactsNothing } from '../testing/fake-output.ts'
import { padding } from '../testing/padding.ts'
import { requests } from '../testing/requests.ts'
import { openToAll } from './auth.ts'
import { createByteBudget } from './byte-budget.ts'
import { createCounters } from './counts.ts'
import { otlpGrpc } from './otlp-grpc.ts'
import { wires } from './signals.ts'

const { proto } = requests.traces

/** A message with its prefix. */
function frame(message: Uint8Array, flag = 0, length = message.length): Buffer {
  const prefix = Buffer.from([flag, 0, 0, 0, 0])
  prefix.writeUInt32BE(length, 1)
  return Buffer.concat([prefix, message])
}

/** What gRPC's own client would not send, or not show. */
describe('the OTLP/gRPC receiver, frame by frame', () => {
  const output = createFakeOutput()
  const counts = createCounters().grpc
  const budget = createByteBudget(() => inFlightBytes)
  let listener: Listener
  let session: ClientHttp2Session

  before(async () => {
    const tell = () => undefined
    const pipeline: Pipeline = openPipeline({
      redactor: () => redactsNothing,
      outputs: () => outputOf(output),
      tell: tell,
    })
    const rules = () => ({ guard: openToAll, requestBytesMax: requestBodyBytes })
    const receiver = { pipeline, counts, budget, rules, tell }
    const listened = await listenGrpc(otlpGrpc(receiver), { host: '127.0.0.1', port: 0 }, 'grpc')
    assert.ok(listened.ok)
    listener = listened.value
    session = connect(`http://127.0.0.1:${listener.address.port}`)
  })
  after(async () => {
    session.close()
    await listener.close()
  })
  beforeEach(() => {
    output.taken.length = 0
    output.whenTaking = () => Promise.resolve()
    Object.assign(counts, createCounters().grpc)
  })
  afterEach(() => assert.equal(budget.usedBytes, 0))

  function begin(headers: IncomingHttpHeaders = {}): ClientHttp2Stream {
    const own = {
      ':method': 'POST',
      ':path': wires.traces.grpcPath,
      'content-type': 'application/grpc',
      te: 'trailers',
    }
    return session.request({ ...own, ...headers }, { endStream: false })
  }

  /** All headers of the answer, the trailers among them. */
  async function call(body: Uint8Array, headers: IncomingHttpHeaders = {}): Promise<IncomingHttpHeaders> {
    const stream = begin(headers)
    const answer: IncomingHttpHeaders = {}
    stream.on('response', first => Object.assign(answer, first)).on('trailers', last => Object.assign(answer, last))
    stream.resume().end(body)
    await once(stream, 'close')
    return answer
  }

  it('takes gzip and zstd', async () => {
    for (const [encoding, compress] of Object.entries({ gzip: gzipSync, zstd: zstdCompressSync })) {
      const answer = await call(frame(compress(proto), 1), { 'grpc-encoding': encoding })
      assert.equal(answer['grpc-status'], '0')
      assert.deepEqual(Buffer.from(output.taken.pop()?.bytes ?? []), Buffer.from(proto))
    }
  })

  it('names the compressions that it knows to one that sends another', async () => {
    const answer = await call(frame(proto, 1), { 'grpc-encoding': 'snappy' })
    assert.deepEqual([answer['grpc-status'], answer['grpc-accept-encoding']], ['12', 'identity,gzip,zstd'])
    assert.equal(counts.refusedRequests.unsupported_encoding.traces, 1)
  })

  it('refuses a bomb of either kind at the limit', async () => {
    for (const [encoding, compress] of Object.entries({ gzip: gzipSync, zstd: zstdCompressSync })) {
      const most = await call(frame(compress(padding(requestBodyBytes)), 1), { 'grpc-encoding': encoding })
      const bomb = await call(frame(compress(padding(requestBodyBytes + 1)), 1), { 'grpc-encoding': encoding })
      assert.deepEqual([most['grpc-status'], bomb['grpc-status']], ['0', '8'])
    }
    assert.equal(counts.refusedRequests.too_large.traces, 2)
  })

  it('refuses what is compressed otherwise than it says', async () => {
    for (const encoding of ['gzip', 'zstd']) {
      assert.equal((await call(frame(proto, 1), { 'grpc-encoding': encoding }))['grpc-status'], '3')
    }
    assert.equal(counts.refusedRequests.broken_encoding.traces, 2)
  })

  it('refuses a body that is not one message', async () => {
    for (const body of [frame(proto, 2), Buffer.concat([frame(proto), frame(proto)])]) {
      assert.equal((await call(body))['grpc-status'], '3')
    }
    assert.equal(counts.refusedRequests.bad_data.traces, 2)
  })

  it('refuses a body that ends before its message does', async () => {
    for (const body of [Buffer.alloc(0), Buffer.alloc(4), frame(proto, 0, proto.length + 1)]) {
      assert.equal((await call(body))['grpc-status'], '1')
    }
    assert.equal(counts.refusedRequests.incomplete.traces, 3)
  })

  it('says when to come back, in the way of OTLP', async () => {
    output.whenTaking = () => Promise.reject(new Error('disk full'))
    const answer = await call(frame(proto))
    assert.equal(answer['grpc-status'], '14')
    const details = Buffer.from(String(answer['grpc-status-details-bin']), 'base64')
    assert.ok(details.includes('type.googleapis.com/google.rpc.RetryInfo'))
    // Any { value = 2: RetryInfo { retry_delay = 1: Duration { seconds = 1: 2 } } }
    assert.deepEqual([...details.subarray(-6)], [0x12, 0x04, 0x0a, 0x02, 0x08, 0x02])
  })

  it('answers 415 to what is not gRPC', async () => {
    for (const headers of [{ 'content-type': 'application/json' }, { ':method': 'GET' }]) {
      assert.equal((await call(Buffer.alloc(0), headers))[':status'], 415)
    }
  })

  it('goes on with the other calls of a connection when one is cut off, and counts it', async () => {
    const cut = begin()
    const asked = call(frame(proto))
    cut.write(frame(proto).subarray(0, 10))
    assert.equal((await asked)['grpc-status'], '0')
    cut.close(constants.NGHTTP2_CANCEL)
    await once(cut, 'close')
    while (counts.refusedRequests.incomplete.traces === 0) await new Promise(setImmediate)
    assert.equal((await call(frame(proto)))['grpc-status'], '0')
  })

  it('cuts off a call that is not complete in time, however it trickles, and not before', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const slow = begin()
    slow.on('error', () => undefined)
    slow.write(frame(proto).subarray(0, 10))
    // It has begun when one that came after it is answered.
    await call(frame(proto))
    t.mock.timers.tick(requestTimeoutMs - 1)
    await call(frame(proto))
    assert.equal(slow.closed, false)
    t.mock.timers.tick(1)
    await once(slow, 'close')
    assert.equal(slow.rstCode, constants.NGHTTP2_CANCEL)
    assert.equal(counts.refusedRequests.incomplete.traces, 1)
  })
})
