import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { stopGraceMs } from '../limits.ts'
import { listenHttp } from './http.ts'

const anyPort = { host: '127.0.0.1', port: 0 }

describe('a listener that closes', () => {
  it('closes a kept-alive connection once its answer is out', async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<() => void>()
    const listener = await listenHttp((_request, response) => ask(() => response.end('done')), anyPort, 'http')
    assert.ok(listener.ok)
    const socket = connect(listener.value.address.port)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    const answer = await asked
    const closed = listener.value.close()
    answer()
    socket.resume()
    await Promise.all([closed, once(socket, 'end')])
  })

  it('cuts off what is not answered in time, and not before', async t => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    const listener = await listenHttp(() => ask(), anyPort, 'http')
    assert.ok(listener.ok)
    const socket = connect(listener.value.address.port)
    socket.on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await asked
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const closed = listener.value.close()
    t.mock.timers.tick(stopGraceMs - 1)
    await new Promise(setImmediate)
    assert.equal(socket.closed, false)
    t.mock.timers.tick(1)
    await closed
  })
})
