import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readTraceparent, writeTraceparent } from './trace-parent.ts'

const valid = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('a traceparent header', () => {
  test('is written as it was read', () => {
    const hex = (length: number) =>
      fc
        .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
        .map(digits => digits.map(digit => digit.toString(16)).join(''))
        .filter(text => /[^0]/.test(text))
    fc.assert(
      fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 3 }), (traceId, spanId, flags) => {
        const header = `00-${traceId}-${spanId}-0${flags}`
        const parent = readTraceparent(header, '')
        assert.ok(parent)
        assert.equal(writeTraceparent(parent), header)
      }),
    )
  })

  const refused = [
    '',
    valid.slice(0, -1),
    `${valid}-more`,
    valid.replace('00-', 'ff-'),
    valid.toUpperCase(),
    valid.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
    valid.replace('b7ad6b7169203331', '0'.repeat(16)),
    valid.replace('-01', '-0x'),
    valid.replaceAll('-', '_'),
    `cc${valid.slice(2)}.more`,
  ]
  for (const header of refused) {
    test(`starts a new trace for ${JSON.stringify(header)}`, () => assert.equal(readTraceparent(header, ''), undefined))
  }

  test('of a later version is read for what this one knows', () => {
    assert.ok(readTraceparent(`cc${valid.slice(2)}-more`, ''))
    assert.equal(readTraceparent(`cc${valid.slice(2)}`, '')?.traceFlags, 1)
  })

  test('keeps the flags it knows and drops the others when written', () => {
    const parent = readTraceparent(valid.replace('-01', '-ff'), '')
    assert.ok(parent)
    assert.equal(writeTraceparent(parent).slice(-2), '03')
  })
})
