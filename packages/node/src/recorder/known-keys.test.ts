import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { writeKey } from './known-keys.ts'

const utf8 = new TextEncoder()

/** What follows is somebody else's: up to three bytes behind a key may be written. */
const written = (key: string, start: number): Uint8Array => {
  const target = new Uint8Array(start + 3 * key.length + 8)
  const end = writeKey(target, new DataView(target.buffer), key, start)
  assert.ok(
    target.subarray(end + 3).every(byte => byte === 0),
    `'${key}' reaches too far`,
  )
  return target.slice(start, end)
}

const expected = (key: string): Uint8Array => {
  const text = utf8.encode(key)
  return new Uint8Array([0x0a, text.length, ...text])
}

describe('writeKey', () => {
  // More often than it takes to be remembered.
  const times = [1, 2, 3, 4]

  it('writes the same whether it has met the key before or not', () => {
    const lengths = Array.from({ length: 42 }, (_, length) => 'k'.repeat(length))
    for (const key of [...lengths, 'http.route', 'größe', '訂單', '🧾', '\ud800', 'a\u0000b']) {
      for (const time of times) assert.deepEqual(written(key, time), expected(key), `'${key}', time ${time}`)
    }
  })

  it('tells keys apart that look alike', () => {
    // Of one length and with one last letter, as is all that is looked at before the keys are compared.
    const keys = ['order.a.id', 'order.b.id', 'other.c.id']
    for (const time of times) for (const key of keys) assert.deepEqual(written(key, time), expected(key))
    for (const key of keys) for (const time of times) assert.deepEqual(written(key, time), expected(key))
  })
})
