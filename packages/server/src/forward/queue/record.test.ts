import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Payload, signals } from '../../pipeline/payload.ts'
import { encodeHeader, readRecords } from './record.ts'

const payload: fc.Arbitrary<Payload> = fc.record(
  {
    signal: fc.constantFrom(...signals),
    bytes: fc.uint8Array({ maxLength: 50 }),
    itemCount: fc.nat(),
  },
  { noNullPrototype: true },
)

const encode = (payloads: readonly Payload[]): Buffer =>
  Buffer.concat(payloads.flatMap(each => [encodeHeader(each), each.bytes]))

const decode = (bytes: Buffer) =>
  [...readRecords(bytes)].map(({ signal, itemCount, bytes }) => ({ signal, itemCount, bytes: Uint8Array.from(bytes) }))

test('payloads come back as they were written', () => {
  fc.assert(fc.property(fc.array(payload), payloads => assert.deepEqual(decode(encode(payloads)), payloads)))
})

test('of records that are cut off, those that are whole come back', () => {
  fc.assert(
    fc.property(fc.array(payload, { minLength: 1 }), fc.nat(), (payloads, cut) => {
      const whole = encode(payloads)
      const kept = cut % whole.length
      const ends = payloads.map((_, at) => encode(payloads.slice(0, at + 1)).length)
      assert.deepEqual(decode(whole.subarray(0, kept)), payloads.slice(0, ends.filter(end => end <= kept).length))
    }),
  )
})

test('a record with one wrong bit does not come back, nor what follows it', () => {
  fc.assert(
    fc.property(fc.array(payload), payload, fc.array(payload), fc.nat(), (before, damaged, after, bit) => {
      const start = encode(before).length
      const bytes = encode([...before, damaged, ...after])
      const at = bit % (8 * encode([damaged]).length)
      const byte = start + (at >> 3)
      bytes.writeUInt8(bytes.readUInt8(byte) ^ (1 << (at & 7)), byte)
      assert.deepEqual(decode(bytes), before)
    }),
  )
})
