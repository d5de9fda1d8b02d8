import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { base64ToBytes, bytesToBase64 } from './base64.ts'

test('base64 is what Buffer makes of it, and comes back in every spelling', () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      const text = bytesToBase64(bytes)
      assert.equal(text, Buffer.from(bytes).toString('base64'))
      for (const spelling of [text, text.replaceAll('=', ''), Buffer.from(bytes).toString('base64url')]) {
        assert.deepEqual(base64ToBytes(spelling), bytes)
      }
    }),
  )
})

test('what is not base64 has no bytes', () => {
  for (const text of ['a', 'abcde', 'ab=c', 'ab!=', 'é===', '====', 'ab c'])
    assert.equal(base64ToBytes(text), undefined)
})
