import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Metadata, status } from '@grpc/grpc-js'
import { ProtoWriter, writeTraceResponseProto } from '@throughline/otlp'
import { forwardLimits } from '../../limits.ts'
import { signals } from '../../pipeline/payload.ts'
import { type GrpcReceiver, startGrpcReceiver } from '../testing/grpc-receiver.ts'
import { spanNamesOf, spansNamed } from '../testing/spans.ts'
import { type OtlpGrpcOptions, openOtlpGrpcSender } from './otlp-grpc.ts'

function openSender(t: TestContext, { url }: GrpcReceiver, different: Partial<OtlpGrpcOptions> = {}) {
  const sender = openOtlpGrpcSender({ url, headers: {}, timeoutMs: 10_000, tls: {}, compression: 'gzip', ...different })
  t.after(sender.close)
  return sender
}

for (const compression of ['gzip', 'none'] as const) {
  test(`spans arrive with compression ${compression}`, async t => {
    const receiver = await startGrpcReceiver(t)
    const outcome = await openSender(t, receiver, { compression }).send(spansNamed('a', 'b'))
    assert.deepEqual(outcome, { kind: 'sent', rejectedItems: 0, message: '' })
    assert.deepEqual(spanNamesOf(receiver.calls[0]?.message ?? Buffer.alloc(0)), ['a', 'b'])
  })
}

test('each signal has its service, and headers are sent along', async t => {
  const receiver = await startGrpcReceiver(t)
  const sender = openSender(t, receiver, { headers: { authorization: 'Bearer abc' } })
  for (const signal of signals) await sender.send({ signal, bytes: new Uint8Array(), itemCount: 0 })
  assert.deepEqual(
    receiver.calls.map(({ path }) => /(\w+)Service/.exec(path)?.[1]),
    ['Trace', 'Metrics', 'Logs', 'Profiles'],
  )
  assert.deepEqual(receiver.calls[0]?.metadata.get('authorization'), ['Bearer abc'])
})

test('a partial success says how many were not taken', async t => {
  const receiver = await startGrpcReceiver(t)
  receiver.answer = callback =>
    callback(null, Buffer.from(writeTraceResponseProto({ rejectedSpans: 2n, errorMessage: 'too old' })))
  const outcome = await openSender(t, receiver).send(spansNamed('a'))
  assert.deepEqual(outcome, { kind: 'sent', rejectedItems: 2, message: 'too old' })
})

test('which codes are retried is as the OTLP specification says', async t => {
  const receiver = await startGrpcReceiver(t)
  const sender = openSender(t, receiver)
  const kinds: Record<string, string[]> = {}
  for (let code = status.CANCELLED; code <= status.UNAUTHENTICATED; code++) {
    receiver.answer = callback => callback({ code, details: 'words' })
    const { kind } = await sender.send(spansNamed('a'))
    kinds[kind] = [...(kinds[kind] ?? []), String(status[code])]
  }
  const retried = ['CANCELLED', 'DEADLINE_EXCEEDED', 'ABORTED', 'OUT_OF_RANGE', 'UNAVAILABLE', 'DATA_LOSS']
  assert.deepEqual(kinds.unavailable?.toSorted(), retried.toSorted())
  assert.equal(kinds.refused?.length, 10)
})

test('RESOURCE_EXHAUSTED is retried where it says when, and the pause is the one asked for', async t => {
  const receiver = await startGrpcReceiver(t)
  const metadata = new Metadata()
  metadata.set('grpc-status-details-bin', Buffer.from(retryInfo(7)))
  receiver.answer = callback => callback({ code: status.RESOURCE_EXHAUSTED, details: 'slow down', metadata })
  assert.deepEqual(await openSender(t, receiver).send(spansNamed('a')), {
    kind: 'unavailable',
    reason: 'gRPC RESOURCE_EXHAUSTED: slow down',
    retryAfterMs: 7000,
  })
})

test('RESOURCE_EXHAUSTED without a time is about the size, unless the request is small', async t => {
  const receiver = await startGrpcReceiver(t)
  receiver.answer = callback => callback({ code: status.RESOURCE_EXHAUSTED, details: 'no more' })
  const sender = openSender(t, receiver)
  const kindOf = async (length: number) =>
    (await sender.send({ signal: 'traces', bytes: Buffer.alloc(length), itemCount: 1 })).kind
  assert.equal(await kindOf(forwardLimits.exhaustingBytes), 'refused')
  assert.equal(await kindOf(forwardLimits.exhaustingBytes + 1), 'too_large')
})

for (const [code, details] of [
  [status.RESOURCE_EXHAUSTED, 'grpc: received message larger than max (5242880 vs. 4194304)'],
  [status.RESOURCE_EXHAUSTED, 'Received message that decompresses to a size larger than 4194304'],
  [status.RESOURCE_EXHAUSTED, 'gRPC message exceeds maximum size 4194304: 5242880'],
  [status.OUT_OF_RANGE, 'Error, decoded message length too large: found 5242880 bytes, the limit is: 4194304 bytes'],
  [status.UNKNOWN, 'Received HTTP status code 413'],
] as const) {
  test(`${status[code]} with "${details}" is about the size`, async t => {
    const receiver = await startGrpcReceiver(t)
    receiver.answer = callback => callback({ code, details })
    const outcome = await openSender(t, receiver).send(spansNamed('a'))
    assert.deepEqual(outcome, { kind: 'too_large', reason: `gRPC ${status[code]}: ${details}` })
  })
}

test('a receiver that takes a call and never answers is unavailable after the timeout', async t => {
  const receiver = await startGrpcReceiver(t)
  receiver.answer = () => {}
  const outcome = await openSender(t, receiver, { timeoutMs: 200 }).send(spansNamed('a'))
  assert.match(outcome.kind === 'unavailable' ? outcome.reason : '', /^gRPC DEADLINE_EXCEEDED/)
})

test('a wall clock that is set by hours within a call neither ends it nor keeps it waiting', async t => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() })
  const receiver = await startGrpcReceiver(t)
  const sender = openSender(t, receiver, { timeoutMs: 200 })
  const hoursMs = 5 * 3_600_000
  receiver.answer = callback => {
    t.mock.timers.setTime(Date.now() + hoursMs)
    callback(null, Buffer.alloc(0))
  }
  assert.equal((await sender.send(spansNamed('a'))).kind, 'sent')
  receiver.answer = () => t.mock.timers.setTime(Date.now() - 2 * hoursMs)
  const outcome = await sender.send(spansNamed('a'))
  assert.match(outcome.kind === 'unavailable' ? outcome.reason : '', /^gRPC DEADLINE_EXCEEDED/)
})

test('a sender that is closed gives up what is under way', async t => {
  const receiver = await startGrpcReceiver(t)
  const sender = openSender(t, receiver)
  receiver.answer = () => sender.close()
  const outcome = await sender.send(spansNamed('a'))
  assert.match(outcome.kind === 'unavailable' ? outcome.reason : '', /^gRPC CANCELLED/)
})

test('a receiver that is not there is unavailable', async t => {
  const sender = openOtlpGrpcSender({
    url: 'http://127.0.0.1:1',
    headers: {},
    timeoutMs: 10_000,
    tls: {},
    compression: 'none',
  })
  t.after(sender.close)
  assert.equal((await sender.send(spansNamed('a'))).kind, 'unavailable')
})

/** `google.rpc.Status` with a `RetryInfo` of so many seconds. */
function retryInfo(seconds: number): Uint8Array {
  const writer = ProtoWriter.growing()
  const any = writer.begin(3)
  writer.string(1, 'type.googleapis.com/google.rpc.RetryInfo')
  const info = writer.begin(2)
  const duration = writer.begin(1)
  writer.varint(1, seconds)
  for (const mark of [duration, info, any]) writer.end(mark)
  return writer.written()
}
