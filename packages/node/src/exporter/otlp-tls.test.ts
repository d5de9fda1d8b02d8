import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { writeTracesProto } from '@throughline/otlp'
import { createAuthority, everyField } from '@throughline/otlp/testing'
import type { OtlpProtocol, TlsMaterial } from '../settings/settings.ts'
import { startGrpcReceiver } from '../testing/otlp-grpc-receiver.ts'
import { startHttpReceiver } from '../testing/otlp-http-receiver.ts'
import type { OtlpReceiver, ServerTls } from '../testing/otlp-receiver.ts'
import { openOtlpClient, type SendOutcome } from './otlp-client.ts'

const request = writeTracesProto(everyField())
const authority = createAuthority()
const stranger = createAuthority()

/** What every client does over TLS. */
function tlsContract(protocol: OtlpProtocol, start: (tls: ServerTls) => Promise<OtlpReceiver>): void {
  let receiver: OtlpReceiver
  const send = async (tls: TlsMaterial): Promise<SendOutcome> => {
    const client = await openOtlpClient({
      protocol,
      url: receiver.url,
      headers: {},
      timeoutMs: 10_000,
      isGzip: false,
      tls,
    })
    const outcome = await client.send(request)
    client.close()
    return outcome
  }
  afterEach(() => receiver.close())

  describe('of a private authority', () => {
    beforeEach(async () => {
      receiver = await start(authority.issue())
    })

    test('is trusted where the authority is', async () => {
      assert.equal((await send({ ca: authority.cert })).kind, 'sent')
      assert.equal(receiver.requests.length, 1)
    })

    test('is trusted where the authority is one among several', async () => {
      assert.equal((await send({ ca: stranger.cert + authority.cert })).kind, 'sent')
    })

    test('is not trusted where nobody or somebody else is, and the outcome says so', async () => {
      for (const tls of [{}, { ca: stranger.cert }]) {
        const outcome = await send(tls)
        assert.deepEqual(outcome, { kind: 'unreachable', reason: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
      }
      assert.equal(receiver.requests.length, 0)
    })
  })

  describe('that asks who we are', () => {
    beforeEach(async () => {
      receiver = await start({ ...authority.issue(), ca: authority.cert })
    })

    test('is shown the certificate that was set', async () => {
      assert.equal((await send({ ca: authority.cert, ...authority.issue() })).kind, 'sent')
    })

    test('does not take another one, or none', async () => {
      for (const identity of [{}, stranger.issue()]) {
        assert.equal((await send({ ca: authority.cert, ...identity })).kind, 'unreachable')
      }
      assert.equal(receiver.requests.length, 0)
    })
  })
}

describe('a receiver of OTLP/HTTP over TLS', () => tlsContract('http/protobuf', startHttpReceiver))
describe('a receiver of OTLP/gRPC over TLS', () => tlsContract('grpc', startGrpcReceiver))
