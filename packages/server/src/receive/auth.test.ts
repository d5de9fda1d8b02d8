import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guardBy, openToAll } from './auth.ts'

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

describe('a guard', () => {
  const guard = guardBy({ bearerTokens: ['one', 'two'], basicUsers: [{ user: 'agent', password: 'a:ü' }] })

  it('lets in whoever shows one of its tokens or passwords', () => {
    for (const shown of ['Bearer one', 'bearer  two', basic('agent', 'a:ü')]) assert.ok(guard.letsIn(shown), shown)
  })

  it('keeps everybody else out', () => {
    const wrong = [
      '',
      'Bearer',
      'Bearer three',
      'Bearer onetwo',
      'Basic one',
      'one',
      basic('agent', 'a'),
      basic('', ''),
    ]
    for (const shown of [undefined, ...wrong]) assert.ok(!guard.letsIn(shown), shown)
  })

  it('names the schemes that it knows', () => {
    assert.equal(guard.challenge, 'Bearer realm="throughline", Basic realm="throughline", charset="UTF-8"')
    assert.equal(guardBy({ bearerTokens: ['one'], basicUsers: [] }).challenge, 'Bearer realm="throughline"')
  })

  it('of nothing lets everybody in', () => {
    assert.ok(openToAll.letsIn(undefined))
  })
})
