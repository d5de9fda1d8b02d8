import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { after, before, beforeEach, describe, it } from 'node:test'
import { constants, createZstdCompress, gzipSync, zstdCompressSync } from 'node:zlib'
import { writeTracesProto } from '@throughline/otlp'
import { inFlightBytes, requestBodyBytes, zstdWindowLogMax } from '../limits.ts'
import { outputOf } from '../testing/fake-output.ts'
import { type HttpReceiver, json, openHttpReceiver, protobuf } from '../testing/http-receiver.ts'
import { padding } from '../testing/padding.ts'
import { aSpan, tracesOf } from '../testing/traces.ts'

const traces = tracesOf([aSpan(), aSpan()])

describe('the OTLP/HTTP receiver', () => {
  let receiver: HttpReceiver
  before(async () => {
    receiver = await openHttpReceiver()
  })
  after(() => receiver[Symbol.asyncDispose]())
  beforeEach(() => receiver.reset())

  describe('refuses for good', () => {
    it('protobuf that is none', async () => {
      const refused = await receiver.assertRefused({ headers: protobuf, body: 'nonsense' }, 400, 'bad_data', 3)
      assert.equal(refused.headers['content-type'], 'application/x-protobuf')
      assert.equal(refused.headers['retry-after'], undefined)
    })

    it('JSON that is none', async () => {
      const refused = await receiver.assertRefused({ headers: json, body: '{"resourceSpans":' }, 400, 'bad_data', 3)
      assert.equal(refused.headers['content-type'], 'application/json')
    })

    it('gzip and zstd that are broken, cut short, followed by something else, or not what they say', async () => {
      for (const [encoding, compress] of Object.entries({ gzip: gzipSync, zstd: zstdCompressSync })) {
        const whole = compress(writeTracesProto(traces))
        const flipped = Buffer.from(whole)
        flipped[2] = ~(flipped[2] ?? 0)
        for (const body of ['plain', whole.subarray(0, -9), flipped, Buffer.concat([whole, Buffer.from('more')])]) {
          receiver.reset()
          const headers = { ...protobuf, 'content-encoding': encoding }
          await receiver.assertRefused({ headers, body }, 400, 'broken_encoding', 3)
        }
      }
    })

    it('content encodings that it does not know, and names those that it does', async () => {
      const headers = { ...protobuf, 'content-encoding': 'br' }
      const refused = await receiver.assertRefused({ headers, body: 'x' }, 415, 'unsupported_encoding', 12)
      assert.equal(refused.headers['accept-encoding'], 'gzip, zstd')
      assert.match(refused.message, /send gzip, zstd or none/)
    })

    it('content types that it does not know, and none', async () => {
      await receiver.assertRefused(
        { headers: { 'content-type': 'text/plain' }, body: 'x' },
        415,
        'unsupported_media_type',
        3,
      )
      receiver.reset()
      await receiver.assertRefused({ body: 'x' }, 415, 'unsupported_media_type', 3)
    })

    it('a body of one byte over the limit, announced or not', async () => {
      const body = padding(requestBodyBytes + 1)
      await receiver.assertRefused({ headers: protobuf, body }, 413, 'too_large', 8)
      receiver.reset()
      await receiver.assertRefused(
        { headers: { ...protobuf, 'transfer-encoding': 'chunked' }, body },
        413,
        'too_large',
        8,
      )
    })

    it('a second frame of zstd, which would be lost', async () => {
      const frame = zstdCompressSync(writeTracesProto(traces))
      const headers = { ...protobuf, 'content-encoding': 'zstd' }
      await receiver.assertRefused({ headers, body: Buffer.concat([frame, frame]) }, 400, 'broken_encoding', 3)
    })

    it('a window of zstd that is twice as large as HTTP allows', async () => {
      // Without the size of the content, which would make the window smaller.
      const zstd = async (windowLog: number) => {
        const stream = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: windowLog } })
        stream.write(writeTracesProto(traces))
        stream.end()
        return buffer(stream)
      }
      const headers = { ...protobuf, 'content-encoding': 'zstd' }
      assert.equal((await receiver.post({ headers, body: await zstd(zstdWindowLogMax) })).status, 200)
      const body = await zstd(zstdWindowLogMax + 1)
      await receiver.assertRefused({ headers, body }, 400, 'broken_encoding', 3)
    })

    it('a bomb, before the end of which it would have noticed that it is broken', async () => {
      for (const [encoding, compress] of Object.entries({ gzip: gzipSync, zstd: zstdCompressSync })) {
        receiver.reset()
        const bomb = Buffer.concat([
          compress(Buffer.alloc(4 * requestBodyBytes)).subarray(0, -8),
          Buffer.alloc(8, 0xff),
        ])
        const headers = { ...protobuf, 'content-encoding': encoding }
        await receiver.assertRefused({ headers, body: bomb }, 413, 'too_large', 8)
      }
    })

    it('other paths, and says where traces go', async () => {
      const refused = await receiver.assertRefused({ path: '/v1/trace', headers: protobuf }, 404, 'not_found', 12)
      assert.equal(refused.headers['content-type'], 'application/x-protobuf')
    })

    it('a signal that nothing would keep, and says so', async () => {
      receiver.outputs = outputOf(receiver.output, ['traces'])
      const refused = await receiver.assertRefused(
        { path: '/v1/logs', headers: json, body: '{}' },
        404,
        'not_received',
        12,
      )
      assert.match(refused.message, /takes no logs/)
    })

    it('other methods, and names the one', async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
        receiver.reset()
        const refused = await receiver.assertRefused({ method }, 405, 'method_not_allowed', 12)
        assert.equal(refused.headers.allow, 'POST')
      }
    })
  })

  describe('asks to send again', () => {
    it('what the store could not append, and tells the human once', async () => {
      receiver.output.whenTaking = () => Promise.reject(new Error('disk full'))
      const body = writeTracesProto(traces)
      const refused = await receiver.assertRefused({ headers: protobuf, body }, 503, 'store_failed', 14)
      assert.equal(refused.headers['retry-after'], '2')
      assert.deepEqual(receiver.told, ['Data cannot be kept (disk full); senders are told to retry.'])
    })

    it('what does not fit beside the requests in flight', async () => {
      const { promise: appendEnds, resolve: endAppend } = Promise.withResolvers<void>()
      receiver.output.whenTaking = () => appendEnds
      const body = Buffer.concat([writeTracesProto(traces), padding(requestBodyBytes - 1024)])
      const held = []
      for (let fitting = Math.floor(inFlightBytes / body.length); fitting > 0; fitting--) {
        held.push(receiver.post({ headers: protobuf, body }))
        while (receiver.output.taken.length < held.length) await new Promise(setImmediate)
      }
      assert.equal(receiver.budget.usedBytes, held.length * body.length)
      const refused = await receiver.post({ headers: protobuf, body })
      assert.equal(refused.status, 429)
      assert.equal(refused.headers['retry-after'], '1')
      assert.equal(receiver.counts.refusedRequests.busy.traces, 1)
      endAppend()
      for (const answer of await Promise.all(held)) assert.equal(answer.status, 200)
      assert.equal(receiver.budget.usedBytes, 0)
    })
  })
})
