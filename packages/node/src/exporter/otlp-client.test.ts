import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type TracesData, writeTracesProto } from '@throughline/otlp'
import { everyField } from '@throughline/otlp/testing'
import { maxBatchBytes } from '../limits.ts'
import type { OtlpEndpoint, OtlpProtocol } from '../settings/settings.ts'
import { startGrpcJsReceiver } from '../testing/otlp-grpc-js-receiver.ts'
import { startGrpcReceiver } from '../testing/otlp-grpc-receiver.ts'
import { startHttpReceiver } from '../testing/otlp-http-receiver.ts'
import { listen, type OtlpReceiver } from '../testing/otlp-receiver.ts'
import { type OtlpClient, openOtlpClient } from './otlp-client.ts'

const traces = everyField()
const request = writeTracesProto(traces)
const taken = { kind: 'sent', rejectedSpanCount: 0, message: '' }

/** What every client does, whatever it speaks. */
function clientContract(protocol: OtlpProtocol, start: () => Promise<OtlpReceiver>): void {
  let receiver: OtlpReceiver
  let client: OtlpClient
  const open = async (different: Partial<OtlpEndpoint> = {}) => {
    const endpoint = { protocol, url: receiver.url, headers: {}, timeoutMs: 10_000, isGzip: false, tls: {} }
    client = await openOtlpClient({ ...endpoint, ...different })
    return client
  }
  beforeEach(async () => {
    receiver = await start()
  })
  afterEach(async () => {
    client.close()
    await receiver.close()
  })

  test('delivers every field of a request', async () => {
    const { send } = await open()
    assert.deepEqual(await send(request), taken)
    assert.deepEqual(receiver.requests[0]?.traces, traces)
  })

  test('delivers the largest batch, and many requests over one connection', async () => {
    const { send } = await open()
    const copies = Math.ceil(maxBatchBytes / request.length)
    const large: TracesData = { resourceSpans: Array(copies).fill(traces.resourceSpans).flat() }
    for (let i = 0; i < 3; i++) assert.deepEqual(await send(writeTracesProto(large)), taken)
    assert.equal(receiver.requests.at(-1)?.traces.resourceSpans.length, large.resourceSpans.length)
    assert.equal(receiver.connectionCount(), 1)
  })

  test('delivers requests that are sent at once over one connection', async () => {
    const { send } = await open()
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => send(request)))
    assert.deepEqual(outcomes, Array(4).fill(taken))
    assert.equal(receiver.connectionCount(), 1)
    receiver.disconnect()
    assert.deepEqual(await Promise.all([1, 2, 3, 4].map(() => send(request))), Array(4).fill(taken))
    assert.equal(receiver.connectionCount(), 2)
  })

  test('compresses where it is asked to', async () => {
    const { send } = await open({ isGzip: true })
    assert.deepEqual(await send(request), taken)
    assert.deepEqual(receiver.requests[0]?.traces, traces)
  })

  test('sends the headers that were set, and says who it is', async () => {
    const { send } = await open({ headers: { authorization: 'Bearer abc' } })
    await send(request)
    const headers = receiver.requests[0]?.headers
    assert.equal(headers?.authorization, 'Bearer abc')
    assert.match(String(headers?.['user-agent']), /^Throughline-OTLP-Exporter-JavaScript\/\d/)
  })

  test('tells how many spans a partial success rejects, and why', async () => {
    receiver.answers.push({ kind: 'takePart', rejectedSpans: 3n, message: 'too old: größer' })
    const { send } = await open()
    assert.deepEqual(await send(request), { kind: 'sent', rejectedSpanCount: 3, message: 'too old: größer' })
  })

  test('takes a success that it cannot read for a success', async () => {
    receiver.answers.push({ kind: 'takeAndBabble' })
    const { send } = await open()
    assert.deepEqual(await send(request), taken)
  })

  test('tells when a busy receiver asks to come back, if it does', async () => {
    receiver.answers.push({ kind: 'busy', delaySeconds: 7 }, { kind: 'busy', delaySeconds: undefined })
    const { send } = await open()
    for (const retryAfterMs of [7_000, undefined]) {
      const outcome = await send(request)
      assert.ok(outcome.kind === 'unavailable')
      assert.match(outcome.reason, /: busy$/)
      assert.equal(outcome.retryAfterMs, retryAfterMs)
    }
  })

  test('tells why a request was refused, in the words of the receiver', async () => {
    receiver.answers.push({ kind: 'refuse', message: 'trace_id: größer als 16' })
    const { send } = await open()
    const outcome = await send(request)
    assert.ok(outcome.kind === 'refused')
    assert.match(outcome.reason, /: trace_id: größer als 16$/)
  })

  test('gives up a request that is not answered in time, and sends the next over a new connection', async () => {
    receiver.answers.push({ kind: 'silent' })
    const { send } = await open({ timeoutMs: 100 })
    assert.deepEqual(await send(request), { kind: 'unreachable', reason: 'ETIMEDOUT' })
    assert.deepEqual(await send(request), taken)
    assert.equal(receiver.connectionCount(), 2)
  })

  for (const isInside of [false, true]) {
    test(`tells that the connection broke ${isInside ? 'inside of' : 'before'} the answer, and opens another`, async () => {
      receiver.answers.push({ kind: 'cut', isInside })
      const { send } = await open()
      assert.equal((await send(request)).kind, 'unreachable')
      assert.deepEqual(await send(request), taken)
    })
  }

  test('asks a new connection at once when the kept one turns out to be closed', async () => {
    const { send } = await open()
    await send(request)
    receiver.disconnect()
    assert.deepEqual(await send(request), taken)
    receiver.answers.push({ kind: 'cut', isInside: false })
    assert.deepEqual(await send(request), taken)
  })

  test('tells that nobody listens', async () => {
    const unused = createServer()
    const port = await listen(unused)
    await new Promise(resolve => unused.close(resolve))
    const { send } = await open({ url: `http://127.0.0.1:${port}` })
    for (let i = 0; i < 2; i++) assert.deepEqual(await send(request), { kind: 'unreachable', reason: 'ECONNREFUSED' })
  })

  test('tells that whoever listens speaks something else', async () => {
    const stranger = createServer(socket =>
      socket
        .on('error', () => {})
        .resume()
        .end('220 mail.example ESMTP\r\n'),
    )
    const { send } = await open({ url: `http://127.0.0.1:${await listen(stranger)}` })
    for (let i = 0; i < 2; i++) assert.equal((await send(request)).kind, 'unreachable')
    await new Promise(resolve => stranger.close(resolve))
  })
}

describe('OTLP/HTTP with protobuf', () => clientContract('http/protobuf', startHttpReceiver))
describe('OTLP/HTTP with JSON', () => clientContract('http/json', startHttpReceiver))
describe('OTLP/gRPC, to node:http2', () => clientContract('grpc', startGrpcReceiver))
describe('OTLP/gRPC, to @grpc/grpc-js', () => clientContract('grpc', startGrpcJsReceiver))
