import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createKnownBytes, unknown } from './known-bytes.ts'

const bytesMax = 16

describe('known bytes', () => {
  const known = (roomBytes = bytesMax) => {
    const { slotOf, add } = createKnownBytes(8, roomBytes)
    const place = (text: string) => [Buffer.from(`[${text}]`), 1, 1 + Buffer.byteLength(text)] as const
    return { slotOf: (text: string) => slotOf(...place(text)), add: (text: string) => add(...place(text)) }
  }

  it('are those that were added, up to the greatest length', () => {
    for (let length = 0; length <= bytesMax; length++) {
      const { slotOf, add } = known()
      const text = 'k'.repeat(length)
      assert.equal(slotOf(text), unknown)
      const slot = add(text)
      assert.notEqual(slot, unknown)
      assert.equal(slotOf(text), slot)
    }
    const { slotOf, add } = known()
    assert.equal(add('k'.repeat(bytesMax + 1)), unknown)
    assert.equal(slotOf('k'.repeat(bytesMax + 1)), unknown)
  })

  it('are told apart wherever they differ, also where their hash does not see it', () => {
    for (const length of [1, 3, 4, 5, 9, 16, 33, 64]) {
      const { slotOf, add } = known(64)
      add('k'.repeat(length))
      for (let at = 0; at < length; at++) {
        assert.equal(slotOf(`${'k'.repeat(at)}l${'k'.repeat(length - at - 1)}`), unknown)
      }
    }
  })

  it('are never taken for others, however many there are', () => {
    const { slotOf, add } = known()
    const texts = new Map<number, string>()
    fc.assert(
      fc.property(fc.string({ maxLength: bytesMax, unit: fc.constantFrom('a', 'b') }), text => {
        const slot = slotOf(text)
        if (slot === unknown) texts.set(add(text), text)
        else assert.equal(texts.get(slot), text)
      }),
      { numRuns: 2000 },
    )
  })

  it('stay what they are when the memory that they were read from gets another content', () => {
    const { slotOf, add } = createKnownBytes(8, bytesMax)
    const bytes = Buffer.from('before')
    add(bytes, 0, bytes.length)
    bytes.write('behind')
    assert.equal(slotOf(bytes, 0, bytes.length), unknown)
    bytes.write('before')
    assert.notEqual(slotOf(bytes, 0, bytes.length), unknown)
  })
})
