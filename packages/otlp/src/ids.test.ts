import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesToHex, hexToBytes, isValidSpanId, isValidTraceId, nowUnixNano, unixNano } from './index.ts'

test('bytes come back from hex, whatever its case', () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      const digits = bytesToHex(bytes)
      assert.equal(digits, Buffer.from(bytes).toString('hex'))
      assert.deepEqual(hexToBytes(digits), bytes)
      assert.deepEqual(hexToBytes(digits.toUpperCase()), bytes)
    }),
  )
})

test('what is not hex has no bytes', () => {
  for (const text of ['a', 'xy', '0x', ' 1', '１２', 'é0', '\u01300']) assert.equal(hexToBytes(text), undefined)
})

test('ids are valid in lower case, at their length, and not all zero', () => {
  assert.ok(isValidTraceId('0af7651916cd43dd8448eb211c80319c'))
  assert.ok(isValidSpanId('0000000000000001'))
  for (const digitCount of [32, 16]) {
    const isValid = digitCount === 32 ? isValidTraceId : isValidSpanId
    for (const digit of ['0', 'A', 'g']) assert.ok(!isValid(digit.repeat(digitCount)))
    for (const count of [0, digitCount - 1, digitCount + 1]) assert.ok(!isValid('a'.repeat(count)))
  }
})

test('times are unsigned 64-bit numbers', () => {
  assert.equal(unixNano(-1n), 2n ** 64n - 1n)
  assert.ok(nowUnixNano() > 1_700_000_000_000_000_000n)
})
