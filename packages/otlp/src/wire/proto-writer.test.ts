import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesToHex } from '../ids.ts'
import { loopEncodedChars } from '../limits.ts'
import { ProtoWriter } from './proto-writer.ts'

/** The bytes that `write` gives in a writer that grows from nothing, as hex. */
function written(write: (writer: ProtoWriter) => void): string {
  const writer = ProtoWriter.growing(0)
  write(writer)
  return bytesToHex(writer.written())
}

/** What protobuf's rules say, in the slowest way. */
function slowVarint(value: bigint): string {
  let rest = BigInt.asUintN(64, value)
  const bytes: number[] = []
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return bytesToHex(Uint8Array.of(...bytes, Number(rest)))
}

const slowString = (value: string): string => {
  const utf8 = new TextEncoder().encode(value)
  return slowVarint(BigInt(utf8.length)) + bytesToHex(utf8)
}

const anyText = fc.string({ unit: 'binary', maxLength: 200 })
const brokenText = fc
  .array(fc.constantFrom('a', 'é', '\ud83d', '\ude00', '漢'), { maxLength: 100 })
  .map(units => units.join(''))

test('integers of 53 bits are varints, negative ones in ten bytes', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), value => {
      assert.equal(
        written(w => w.varint(1, value)),
        `08${slowVarint(BigInt(value))}`,
      )
    }),
  )
  for (const value of [0, 127, 128, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, -1, -(2 ** 31)]) {
    assert.equal(
      written(w => w.varint(1, value)),
      `08${slowVarint(BigInt(value))}`,
    )
  }
})

test('integers of 64 bits are varints at every length', () => {
  for (let bits = 0n; bits <= 64n; bits++) {
    for (const value of [(1n << bits) - 1n, 1n << bits]) {
      assert.equal(
        written(w => w.varint64(1, BigInt.asIntN(64, value))),
        `08${slowVarint(value)}`,
      )
    }
  }
})

test('fields above 15 have a tag of two bytes', () => {
  assert.equal(
    written(w => w.fixed32(16, 0x01020304)),
    '850104030201',
  )
})

test('fixed numbers are little-endian', () => {
  assert.equal(
    written(w => w.fixed64(1, 0x0102030405060708n)),
    '090807060504030201',
  )
  assert.equal(
    written(w => w.fixed64Halves(1, 0x05060708, 0x01020304)),
    '090807060504030201',
  )
  assert.equal(
    written(w => w.double(1, -0)),
    '090000000000000080',
  )
  assert.equal(
    written(w => w.bool(1, true)),
    '0801',
  )
})

test('texts of every length and alphabet are UTF-8 with their length in front', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, brokenText), text => {
      assert.equal(
        written(w => w.string(1, text)),
        `0a${slowString(text)}`,
      )
    }),
  )
})

test('a text encoded by the loop and one by TextEncoder meet without a seam', () => {
  for (const unit of ['a', 'é', '漢', '\ud83d\ude00']) {
    for (let length = loopEncodedChars - 2; length <= loopEncodedChars + 90; length++) {
      const text = unit.repeat(length).slice(0, length)
      assert.equal(
        written(w => w.string(1, text)),
        `0a${slowString(text)}`,
      )
    }
  }
})

test('messages carry their length, whatever it is and however deep', () => {
  for (const length of [0, 127, 128, 16_383, 16_384, 70_000]) {
    const content = new Uint8Array(length).fill(7)
    const inner = slowVarint(BigInt(length)) + bytesToHex(content)
    const bytes = written(w => {
      const outer = w.begin(1)
      const mark = w.begin(2)
      w.raw(content)
      w.end(mark)
      w.end(outer)
    })
    assert.equal(bytes, `0a${slowVarint(BigInt(inner.length / 2 + 1))}12${inner}`)
  }
})

type Step = (writer: ProtoWriter) => void

/** Any sequence of writer calls, with messages opened and closed in pairs. */
const steps: fc.Arbitrary<Step> = fc.letrec<{ step: Step; steps: Step }>(tie => ({
  step: fc.oneof(
    { depthSize: 'small' },
    fc.maxSafeInteger().map(
      (v): Step =>
        w =>
          w.varint(1, v),
    ),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(
      (v): Step =>
        w =>
          w.varint64(2, v),
    ),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(
      (v): Step =>
        w =>
          w.fixed64(3, v),
    ),
    fc.double().map(
      (v): Step =>
        w =>
          w.double(4, v),
    ),
    fc.oneof(anyText, brokenText).map(
      (v): Step =>
        w =>
          w.string(5, v),
    ),
    fc.uint8Array({ maxLength: 200 }).map(
      (v): Step =>
        w =>
          w.bytes(6, v),
    ),
    fc.constantFrom('', 'ab', '0af7651916cd43dd8448eb211c80319c').map(
      (v): Step =>
        w =>
          w.hex(17, v),
    ),
    tie('steps').map(
      (inner): Step =>
        w => {
          const mark = w.begin(8)
          inner(w)
          w.end(mark)
        },
    ),
  ),
  steps: fc.array(tie('step'), { maxLength: 6 }).map(
    (all): Step =>
      w => {
        for (const step of all) step(w)
      },
  ),
})).steps

test('a fixed region takes what fits exactly, refuses one byte less, and never touches a byte outside', () => {
  fc.assert(
    fc.property(steps, fc.nat({ max: 600 }), (write, missingBytes) => {
      const wanted = written(write)
      const neededBytes = wanted.length / 2
      const margin = 8
      const memory = new Uint8Array(new SharedArrayBuffer(neededBytes + 2 * margin)).fill(0xee)
      const exact = ProtoWriter.into(memory, margin, margin + neededBytes)
      write(exact)
      assert.equal(exact.overflowed, false)
      assert.equal(bytesToHex(exact.written()), wanted)

      memory.fill(0xee)
      const limit = margin + Math.max(0, neededBytes - 1 - missingBytes)
      exact.restart(margin, limit)
      write(exact)
      assert.equal(exact.overflowed, neededBytes > 0)
      assert.ok(memory.subarray(0, margin).every(byte => byte === 0xee))
      assert.ok(memory.subarray(limit).every(byte => byte === 0xee))

      exact.restart(margin, margin + neededBytes)
      write(exact)
      assert.equal(bytesToHex(exact.written()), wanted)
    }),
  )
})

test('after an overflow nothing is written until the restart', () => {
  const writer = ProtoWriter.into(new Uint8Array(4))
  writer.string(1, 'too long')
  writer.bool(2, true)
  assert.equal(writer.overflowed, true)
  writer.restart()
  writer.bool(2, true)
  assert.equal(writer.overflowed, false)
  assert.equal(bytesToHex(writer.written()), '1001')
})
