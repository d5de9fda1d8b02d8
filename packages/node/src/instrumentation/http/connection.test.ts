import assert from 'node:assert/strict'
import { type IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, test } from 'node:test'
import { attributesOf, openTracer } from '../../testing/tracing.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { connectionOf } from './connection.ts'
import { setRequestAttributes } from './http-server-attributes.ts'

function requestOn(socket: Socket, method: string, headers: IncomingHttpHeaders): IncomingMessage {
  const request = new IncomingMessage(socket)
  return Object.assign(request, { method, url: '/orders/17', httpVersion: '1.1', headers })
}

function spanOf(request: IncomingMessage): RecordedSpan {
  const span = openTracer().start('GET')
  const connection = connectionOf(request.socket, () => {})
  setRequestAttributes(span, connection, request)
  return span
}

const agent = (name: string) => ({ host: 'shop.example:8080', 'user-agent': name })

describe('requests of one connection', () => {
  test('share what they have in common once there were four of them, and say the same as without', () => {
    const socket = new Socket()
    const spans = Array.from({ length: 5 }, () => spanOf(requestOn(socket, 'GET', agent('curl'))))
    assert.deepEqual(
      spans.map(span => span.attributes.shared !== undefined),
      [false, false, false, true, true],
    )
    for (const span of spans) assert.deepEqual(attributesOf(span), attributesOf(spans[0] ?? span))
    assert.equal(spans[4] && attributesOf(spans[4])['server.port'], 8080)
  })

  test('do not share with another client behind the same proxy, nor with another method', () => {
    const socket = new Socket()
    for (let i = 0; i < 4; i++) spanOf(requestOn(socket, 'GET', agent('curl')))
    const posted = spanOf(requestOn(socket, 'POST', agent('curl')))
    assert.equal(attributesOf(posted)['http.request.method'], 'POST')
    const other = spanOf(requestOn(socket, 'GET', agent('wget')))
    assert.equal(attributesOf(other)['user_agent.original'], 'wget')
    const forwarded = spanOf(requestOn(socket, 'GET', { ...agent('wget'), 'x-forwarded-for': '10.0.0.1, 10.0.0.2' }))
    assert.equal(forwarded.attributes.shared, undefined)
  })

  test('never share a method that is not known: a scanner makes up names without end', () => {
    const socket = new Socket()
    for (let i = 0; i < 5; i++) {
      const span = spanOf(requestOn(socket, 'BREW', agent('curl')))
      assert.equal(span.attributes.shared, undefined)
      assert.equal(attributesOf(span)['http.request.method_original'], 'BREW')
    }
  })

  test('lose nothing of it when the app sets an attribute, also one of the shared', () => {
    const socket = new Socket()
    const request = requestOn(socket, 'GET', agent('curl'))
    for (let i = 0; i < 4; i++) spanOf(request)
    const span = spanOf(request)
    const before = attributesOf(span)
    span.setAttribute('user_agent.original', 'hidden').setAttribute('order.id', 7)
    assert.deepEqual(attributesOf(span), { ...before, 'user_agent.original': 'hidden', 'order.id': 7 })
  })
})
