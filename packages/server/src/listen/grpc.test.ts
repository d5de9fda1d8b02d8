import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import { describe, it } from 'node:test'
import { grpcStreamsMax, grpcWindowBytes, stopGraceMs } from '../limits.ts'
import type { StreamListener } from '../receive/otlp-grpc.ts'
import { listenGrpc } from './grpc.ts'

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
})
