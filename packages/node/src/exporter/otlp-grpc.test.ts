import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { writeTraceResponseProto, writeTracesProto } from '@throughline/otlp'
import { everyField } from '@throughline/otlp/testing'
import { maxResponseBytes, maxRetryAfterMs } from '../limits.ts'
import { giveMessage, giveStatus, type RawAnswer, retryInfo, startGrpcReceiver } from '../testing/otlp-grpc-receiver.ts'
import type { OtlpClient, SendOutcome } from './otlp-client.ts'
import { openOtlpGrpcClient } from './otlp-grpc.ts'

const request = writeTracesProto(everyField())

describe('the gRPC client', () => {
  let receiver: Awaited<ReturnType<typeof startGrpcReceiver>>
  let client: OtlpClient
  beforeEach(async () => {
    receiver = await startGrpcReceiver()
    const settings = { url: receiver.url, headers: {}, timeoutMs: 10_000, isGzip: false, tls: {} }
    client = openOtlpGrpcClient({ protocol: 'grpc', ...settings }, 'traces')
  })
  afterEach(async () => {
    client.close()
    await receiver.close()
  })
  const sendTo = (answer: RawAnswer): Promise<SendOutcome> => {
    receiver.rawAnswers.push(answer)
    return client.send(request)
  }

  const isRetried: Readonly<Record<string, boolean>> = {
    CANCELLED: true,
    UNKNOWN: false,
    INVALID_ARGUMENT: false,
    DEADLINE_EXCEEDED: true,
    NOT_FOUND: false,
    ALREADY_EXISTS: false,
    PERMISSION_DENIED: false,
    RESOURCE_EXHAUSTED: false,
    FAILED_PRECONDITION: false,
    ABORTED: true,
    OUT_OF_RANGE: true,
    UNIMPLEMENTED: false,
    INTERNAL: false,
    UNAVAILABLE: true,
    DATA_LOSS: true,
    UNAUTHENTICATED: false,
  }
  for (const [index, [name, isRetryable]] of Object.entries(isRetried).entries()) {
    test(`${isRetryable ? 'comes back' : 'does not come back'} after ${name}`, async () => {
      const outcome = await sendTo(stream => giveStatus(stream, index + 1, ''))
      assert.equal(outcome.kind, isRetryable ? 'unavailable' : 'refused')
      assert.equal('reason' in outcome && outcome.reason, `gRPC ${name}`)
    })
  }

  test('refuses for good what has a code that gRPC does not have', async () => {
    const outcome = await sendTo(stream => giveStatus(stream, 17, 'new'))
    assert.deepEqual(outcome, { kind: 'refused', reason: 'gRPC 17: new' })
  })

  for (const [delaySeconds, retryAfterMs] of [
    [3, 3_000],
    [0, undefined],
    [maxRetryAfterMs / 1000, maxRetryAfterMs],
    [maxRetryAfterMs / 1000 + 1, maxRetryAfterMs],
  ] as const) {
    test(`comes back to an exhausted receiver that says when: after ${delaySeconds} s`, async () => {
      const outcome = await sendTo(stream => giveStatus(stream, 8, 'quota', retryInfo(delaySeconds)))
      assert.deepEqual(outcome, { kind: 'unavailable', reason: 'gRPC RESOURCE_EXHAUSTED: quota', retryAfterMs })
    })
  }

  for (const status of [429, 502, 503, 504]) {
    test(`comes back after HTTP ${status} of a proxy in between`, async () => {
      const outcome = await sendTo(stream =>
        stream.respond({ ':status': status, 'retry-after': '2' }, { endStream: true }),
      )
      assert.deepEqual(outcome, { kind: 'unavailable', reason: `HTTP ${status}`, retryAfterMs: 2_000 })
    })
  }

  test('does not come back after another HTTP status of a proxy', async () => {
    const outcome = await sendTo(stream => {
      stream.respond({ ':status': 404, 'content-type': 'text/html' })
      stream.end('<h1>Not found</h1>')
    })
    assert.deepEqual(outcome, { kind: 'refused', reason: 'HTTP 404', isUnknownSignal: true })
  })

  test('does not come back to a server of HTTP/2 that is none of gRPC', async () => {
    const outcome = await sendTo(stream => {
      stream.respond({ ':status': 200, 'content-type': 'text/html' })
      stream.end('<h1>Welcome</h1>')
    })
    assert.deepEqual(outcome, { kind: 'refused', reason: 'no gRPC status' })
  })

  test('reads an answer that is compressed, and takes a broken one for the success that it is', async () => {
    const answer = gzipSync(writeTraceResponseProto({ rejectedSpans: 1n, errorMessage: 'late' }))
    const outcome = await sendTo(stream => giveMessage(stream, answer, 1))
    assert.deepEqual(outcome, { kind: 'sent', rejectedSpanCount: 1, message: 'late' })
    const broken = await sendTo(stream => giveMessage(stream, answer.subarray(4), 1))
    assert.deepEqual(broken, { kind: 'sent', rejectedSpanCount: 0, message: '' })
  })

  test('reads an answer up to the limit, and none that is larger', async () => {
    const emptyBytes = writeTraceResponseProto({ rejectedSpans: 1n, errorMessage: 'x'.repeat(60_000) }).length - 60_000
    for (const [extraBytes, rejectedSpanCount] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const errorMessage = 'x'.repeat(maxResponseBytes - 5 - emptyBytes + extraBytes)
      const outcome = await sendTo(stream =>
        giveMessage(stream, writeTraceResponseProto({ rejectedSpans: 1n, errorMessage })),
      )
      assert.ok(outcome.kind === 'sent')
      assert.equal(outcome.rejectedSpanCount, rejectedSpanCount)
    }
  })

  test('takes an answer that comes before the receiver has read everything', async () => {
    const large = new Uint8Array(1 << 20)
    receiver.rawAnswers.push(stream => giveStatus(stream, 3, 'enough'))
    assert.deepEqual(await client.send(large), { kind: 'refused', reason: 'gRPC INVALID_ARGUMENT: enough' })
  })

  test('asks a new connection after a receiver has said goodbye', async () => {
    await client.send(request)
    receiver.rawAnswers.push(stream => {
      stream.session?.goaway()
      giveStatus(stream, 14, 'restarting')
    })
    assert.equal((await client.send(request)).kind, 'unavailable')
    assert.equal((await client.send(request)).kind, 'sent')
    assert.equal(receiver.connectionCount(), 2)
  })

  test('asks a new connection after a call was reset', async () => {
    for (const code of [2, 7, 8]) {
      await client.send(request)
      const before = receiver.requests.length
      const outcome = await sendTo(stream => stream.close(code))
      assert.equal(outcome.kind, 'sent')
      assert.equal(receiver.requests.length, before + 1)
    }
  })
})
