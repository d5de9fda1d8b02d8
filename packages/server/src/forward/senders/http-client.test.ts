import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { forwardLimits } from '../../limits.ts'
import { startReceiver } from '../testing/receiver.ts'
import { openHttpClient } from './http-client.ts'

const nothing = Buffer.alloc(0)

test('a client that is closed gives up what is under way, also on a connection that was kept', async t => {
  const receiver = await startReceiver(t)
  const client = openHttpClient({ headers: {}, timeoutMs: 60_000, tls: {} })
  await client.post(new URL(receiver.url), {}, nothing)
  receiver.answer = () => client.close()
  await assert.rejects(client.post(new URL(receiver.url), {}, nothing), /closed|hang up/)
  assert.equal(receiver.requests.length, 2)
})

test('a connection that the receiver closed while nobody used it is not an error', async t => {
  const receiver = await startReceiver(t)
  const client = openHttpClient({ headers: {}, timeoutMs: 60_000, tls: {} })
  t.after(client.close)
  await client.post(new URL(receiver.url), {}, nothing)
  receiver.answer = response => {
    receiver.answer = again => again.end()
    response.socket?.resetAndDestroy()
  }
  const { status } = await client.post(new URL(receiver.url), {}, nothing)
  assert.equal(status, 200)
  assert.equal(receiver.requests.length, 3)
})

test('a receiver that answers before it has read the request, and reads no more, holds up no other request', async t => {
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.pause()
      socket.end('HTTP/1.1 413 Payload Too Large\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbig')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const client = openHttpClient({ headers: {}, timeoutMs: 5_000, tls: {} })
  t.after(client.close)
  for (let count = 0; count < 20; count++) {
    const { status, body } = await client.post(
      new URL(`http://127.0.0.1:${address.port}`),
      {},
      Buffer.alloc(8 * 1024 * 1024),
    )
    assert.deepEqual([status, String(body)], [413, 'big'])
  }
})

test('of an answer so much is kept, and no byte more', async t => {
  const receiver = await startReceiver(t)
  const client = openHttpClient({ headers: {}, timeoutMs: 60_000, tls: {} })
  t.after(client.close)
  for (const [sent, kept] of [
    [forwardLimits.replyBytes, forwardLimits.replyBytes],
    [forwardLimits.replyBytes + 1, forwardLimits.replyBytes],
  ]) {
    receiver.answer = response => response.end(Buffer.alloc(sent ?? 0))
    const { body } = await client.post(new URL(receiver.url), {}, nothing)
    assert.equal(body.length, kept)
  }
})
