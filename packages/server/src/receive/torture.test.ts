import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import { connect, createServer, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import Value from 'typebox/value'
import { inFlightBytes } from '../limits.ts'
import { type Signal, signals } from '../pipeline/payload.ts'
import { openPipeline } from '../pipeline/pipeline.ts'
import { outputOf, redactsNothing } from '../testing/fake-output.ts'
import { requests } from '../testing/requests.ts'
import { type ByteBudget, createByteBudget } from './byte-budget.ts'
import { framed } from './grpc-message.ts'
import { openReceivers, type Receivers } from './open-receivers.ts'
import { receiversSchema } from './settings.ts'
import { wires } from './signals.ts'

/** How many damaged inputs; `scripts/torture/receive.ts` asks for more. */
const inputCount = Number(process.env.THROUGHLINE_TORTURE_INPUTS ?? 3_000)

/** A change made to valid bytes: some are removed, repeated or replaced. */
const damage = fc.record({
  at: fc.nat(),
  length: fc.nat({ max: 20 }),
  inserted: fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.constantFrom(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f))),
})
const damages = fc.array(damage, { minLength: 1, maxLength: 4 })
type Damages = readonly { readonly at: number; readonly length: number; readonly inserted: Uint8Array }[]

const damaged = (valid: Uint8Array, all: Damages): Buffer =>
  all.reduce<Buffer>((bytes, { at, length, inserted }) => {
    const start = at % (bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, start), inserted, bytes.subarray(start + length)])
  }, Buffer.from(valid))

const encodings = {
  protobuf: {
    type: 'application/x-protobuf',
    encoding: 'identity',
    bytesOf: (signal: Signal) => requests[signal].proto,
  },
  JSON: {
    type: 'application/json',
    encoding: 'identity',
    bytesOf: (signal: Signal) => Buffer.from(requests[signal].json),
  },
  gzip: {
    type: 'application/x-protobuf',
    encoding: 'gzip',
    bytesOf: (signal: Signal) => gzipSync(requests[signal].proto),
  },
  zstd: {
    type: 'application/json',
    encoding: 'zstd',
    bytesOf: (signal: Signal) => zstdCompressSync(requests[signal].json),
  },
}

describe('damaged input', () => {
  let receivers: Receivers
  let session: ClientHttp2Session
  const budget: ByteBudget = createByteBudget(() => inFlightBytes)
  const told: string[] = []
  const agent = new Agent({ keepAlive: true })

  before(async () => {
    const anyPort = { listen: '127.0.0.1:0' }
    const settings = Value.Default(receiversSchema, { http: anyPort, grpc: { ...anyPort } })
    const tell = (sentence: string) => void told.push(sentence)
    const pipeline = openPipeline({
      redactor: () => redactsNothing,
      outputs: () => outputOf({ requireRoom: () => undefined, take: () => Promise.resolve() }),
      tell: tell,
    })
    const opened = await openReceivers(Value.Parse(receiversSchema, settings), { pipeline, budget, tell })
    assert.ok(opened.ok)
    receivers = opened.value
    session = connectHttp2(`http://127.0.0.1:${receivers.grpc.address.port}`)
  })
  after(async () => {
    agent.destroy()
    session.close()
    await receivers.close()
    assert.deepEqual(told, [])
    assert.equal(budget.usedBytes, 0)
  })

  async function post(signal: Signal, encoding: keyof typeof encodings, body: Uint8Array): Promise<number> {
    const headers = { 'content-type': encodings[encoding].type, 'content-encoding': encodings[encoding].encoding }
    const path = wires[signal].httpPath
    const outgoing = request({ port: receivers.http.address.port, method: 'POST', path, headers, agent }).end(body)
    const [incoming]: IncomingMessage[] = await once(outgoing, 'response')
    incoming?.resume()
    return incoming?.statusCode ?? 0
  }

  async function call(signal: Signal, body: Uint8Array): Promise<string> {
    const headers = { ':method': 'POST', ':path': wires[signal].grpcPath, 'content-type': 'application/grpc' }
    const stream = session.request(headers)
    let status = ''
    for (const event of ['response', 'trailers'])
      stream.on(event, ({ 'grpc-status': code = status }) => (status = code))
    stream.resume().end(body)
    await once(stream, 'close')
    return status
  }

  const assertAlive = async () => {
    assert.equal(await post('traces', 'protobuf', requests.traces.proto), 200)
    assert.equal(await call('traces', framed(requests.traces.proto)), '0')
  }

  for (const encoding of Object.keys(encodings) as (keyof typeof encodings)[]) {
    it(`as ${encoding} is taken or refused for good`, async () => {
      const answered = fc.asyncProperty(fc.constantFrom(...signals), damages, async (signal, all) => {
        const body = damaged(encodings[encoding].bytesOf(signal), all)
        assert.ok([200, 400, 413].includes(await post(signal, encoding, body)))
      })
      await fc.assert(answered, { numRuns: inputCount })
      await assertAlive()
    })
  }

  it('in a gRPC message is taken or refused for good', async () => {
    const answered = fc.asyncProperty(fc.constantFrom(...signals), damages, async (signal, all) => {
      const status = await call(signal, damaged(framed(requests[signal].proto), all))
      // OK, CANCELLED, INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED.
      assert.ok(['0', '1', '3', '8', '12'].includes(status), status)
    })
    await fc.assert(answered, { numRuns: inputCount })
    await assertAlive()
  })

  /** Sends bytes on a connection of their own, of which nothing may be left. */
  async function sendRaw(port: number, bytes: Uint8Array): Promise<void> {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.resume().end(bytes)
    await once(socket, 'close')
  }

  it('in HTTP/1.1 itself closes its connection and no other', async () => {
    const { proto } = requests.traces
    const head = `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\nContent-Length: ${proto.length}\r\n\r\n`
    const valid = Buffer.concat([Buffer.from(head), proto])
    const { port } = receivers.http.address
    const closed = fc.asyncProperty(damages, all => sendRaw(port, damaged(valid, all)))
    await fc.assert(closed, { numRuns: Math.ceil(inputCount / 3) })
    await assertAlive()
  })

  it('in HTTP/2 itself closes its connection and no other', async () => {
    const valid = await bytesOfCall()
    const { port } = receivers.grpc.address
    const closed = fc.asyncProperty(damages, all => sendRaw(port, damaged(valid, all)))
    await fc.assert(closed, { numRuns: Math.ceil(inputCount / 3) })
    await assertAlive()
  })
})

/** What a client of HTTP/2 writes for one gRPC call. */
async function bytesOfCall(): Promise<Buffer> {
  const chunks: Buffer[] = []
  const server = createServer(socket => socket.on('data', chunk => chunks.push(chunk))).listen(0)
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const client = connectHttp2(`http://127.0.0.1:${address.port}`)
  const [socket]: Socket[] = await once(server, 'connection')
  const headers = { ':method': 'POST', ':path': wires.traces.grpcPath, 'content-type': 'application/grpc' }
  client
    .request(headers)
    .on('error', () => undefined)
    .end(framed(requests.traces.proto))
  const isWhole = () => Buffer.concat(chunks).includes(Buffer.from(requests.traces.proto))
  while (!isWhole() && socket) await once(socket, 'data')
  client.destroy()
  server.close()
  return Buffer.concat(chunks)
}
