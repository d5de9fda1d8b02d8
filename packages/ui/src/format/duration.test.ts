import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatCount, formatDuration, formatExactNano, formatOffset } from './duration.ts'

const plain = (nano: number) => formatDuration(nano).replaceAll('\u00a0', ' ')

test('a duration has three significant digits in the largest fitting unit', () => {
  assert.equal(plain(1_921_334_112), '1.92 s')
  assert.equal(plain(341_200_000), '341 ms')
  assert.equal(plain(12_340_000), '12.3 ms')
  assert.equal(plain(890_000), '890 µs')
  assert.equal(plain(120), '120 ns')
  assert.equal(plain(0), '0 s')
  assert.equal(plain(-5_000_000), '−5.00 ms')
})

test('a duration of a minute or more is told in its two largest units', () => {
  assert.equal(plain(123e9), '2 min 3 s')
  assert.equal(plain(3_600e9), '1 h')
  assert.equal(plain(7_384e9), '2 h 3 min')
})

test('a value that rounds up to the next unit is shown in the next unit', () => {
  assert.equal(plain(999_600_000), '1.00 s')
  assert.equal(plain(999_700), '1.00 ms')
  assert.equal(plain(59_970_000_000), '1 min')
})

test('no duration is ever shown as 1000 of a smaller unit or with more than four digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 59_000_000_000 }), nano => {
      const [digits = ''] = plain(nano).split(' ')
      assert.ok(Number(digits) < 1000, plain(nano))
      assert.ok(digits.replace('.', '').length <= 3, plain(nano))
    }),
  )
})

test('the exact form names every nanosecond', () => {
  assert.equal(formatExactNano(1_921_334_112n), '1,921,334,112 ns')
  assert.equal(formatCount(999), '999')
  assert.equal(formatCount(1000), '1,000')
})

test('an offset has one sign, also before the start', () => {
  assert.equal(formatOffset(72e6), '+72.0\u00a0ms')
  assert.equal(formatOffset(-3e6), '−3.00\u00a0ms')
})
