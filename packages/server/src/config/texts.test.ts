import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import Value from 'typebox/value'
import { parseAddress } from '../cli/address.ts'
import { ListenAddress } from './texts.ts'

it('the pattern of an address, by which editors check, lets pass what the command takes, and nothing else', () => {
  const known = [
    '127.0.0.1:0',
    'localhost:65535',
    '[::1]:4318',
    'h:65536',
    'h:99999',
    'h:123456',
    '4318',
    '::1:4318',
    'a b:1',
  ]
  const host = fc.oneof(fc.constantFrom('h', '127.0.0.1', '[::1]', '[x]', ''), fc.string({ maxLength: 4 }))
  const built = fc.tuple(host, fc.integer({ min: -1, max: 100_000 })).map(([name, port]) => `${name}:${port}`)
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...known), built, fc.string()), text => {
      assert.equal(Value.Check(ListenAddress(), text), parseAddress(text).ok, text)
    }),
  )
})
