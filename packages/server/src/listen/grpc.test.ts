import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientHttp2Session, connect, createServer, type ServerHttp2Session } from 'node:http2'
import { connect as connectTo } from 'node:net'
import { describe, it } from 'node:test'
import { grpcStreamsMax, grpcWindowBytes, requestTimeoutMs, stopGraceMs } from '../limits.ts'
import type { StreamListener } from '../receive/otlp-grpc.ts'
import { closeSoon, listenGrpc } from './grpc.ts'

const anyPort = { host: '127.0.0.1', port: 0 }
const call = { ':method': 'POST', ':path': '/' }

async function open(listener: StreamListener) {
  const listened = await listenGrpc(listener, anyPort, 'grpc')
  assert.ok(listened.ok)
  const session: ClientHttp2Session = connect(`http://127.0.0.1:${listened.value.address.port}`)
  session.on('error', () => undefined)
  return { listener: listened.value, session }
}

describe('a listener of gRPC', () => {
  it('says how many calls it takes at once, and how much it reads ahead', async () => {
    const { listener, session } = await open(stream => stream.respond({}, { endStream: true }))
    await once(session, 'remoteSettings')
    assert.equal(session.remoteSettings.maxConcurrentStreams, grpcStreamsMax)
    assert.equal(session.remoteSettings.initialWindowSize, grpcWindowBytes)
    await once(session.request(call).resume().end(), 'close')
    // The window of the connection is told by an update, which has come with the answer.
    assert.ok((session.state.remoteWindowSize ?? 0) > grpcWindowBytes / 2)
    session.close()
    await listener.close()
  })

  it('answers what was asked before it closes, on connections that are kept', async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<() => void>()
    const { listener, session } = await open(stream => ask(() => stream.respond({}, { endStream: true })))
    const stream = session.request(call)
    const answered = once(stream, 'response')
    stream.resume().end()
    const answer = await asked
    const closed = listener.close()
    answer()
    await Promise.all([answered, closed, once(session, 'close')])
  })

  it('cuts off what is not answered in time, and not before', async t => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    const { listener, session } = await open(() => ask())
    const stream = session.request(call)
    stream.on('error', () => undefined).resume()
    await asked
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const closed = listener.close()
    t.mock.timers.tick(stopGraceMs - 1)
    await new Promise(setImmediate)
    assert.equal(session.destroyed, false)
    t.mock.timers.tick(1)
    await closed
  })

  it('stops although a client does not go', async t => {
    const listened = await listenGrpc(() => undefined, anyPort, 'grpc')
    assert.ok(listened.ok)
    const { promise: begun, resolve } = Promise.withResolvers<void>()
    const client = clientWithoutEnd(listened.value.address.port, () => resolve())
    await begun
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const closed = listened.value.close()
    t.mock.timers.tick(stopGraceMs)
    await closed
    client[Symbol.dispose]()
  })
  it('cuts off an idle connection whose call has no end, and which the client does not close, and not before', async t => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    using _ = clientWithoutEnd(address.port)
    const [session]: ServerHttp2Session[] = await once(server, 'session')
    assert.ok(session)
    await headersBegun(session)
    t.mock.timers.enable({ apis: ['setTimeout'] })
    closeSoon(session)
    t.mock.timers.tick(requestTimeoutMs - 1)
    await new Promise(setImmediate)
    assert.equal(session.destroyed, false)
    t.mock.timers.tick(1)
    await once(session, 'close')
    server.close()
  })
})

/** It begins with the headers of a call, and keeps its side of the connection open whatever comes. */
function clientWithoutEnd(port: number, onAnswer = () => undefined as unknown): Disposable {
  const socket = connectTo({ port, host: '127.0.0.1', allowHalfOpen: true })
  // The preface, no settings, and headers of 10,000 bytes (type 1), of which the first is there.
  const frames = [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0x27, 0x10, 1, 4, 0, 0, 0, 1, 0]
  socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.from(frames)]))
  socket.on('error', () => undefined).on('data', onAnswer)
  return { [Symbol.dispose]: () => socket.destroy() }
}

/** What came with the settings is read after they are told. */
async function headersBegun(session: ServerHttp2Session): Promise<void> {
  await once(session, 'remoteSettings')
  await new Promise(setImmediate)
}
