import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { createLook, type Needs } from './look.ts'

const needs: fc.Arbitrary<Needs> = fc.record({
  chars: fc.constantFrom('', '=', 'a', '":', '1b', '-'),
  digitCount: fc.nat({ max: 4 }),
  wordLength: fc.nat({ max: 6 }),
})

/** The same, one thing after the other. */
function has(text: string, { chars = '', digitCount = 0, wordLength = 0 }: Needs): boolean {
  const digits = text.match(/[0-9]/g)?.length ?? 0
  const longest = Math.max(0, ...(text.match(/[\w-]+/g) ?? []).map(({ length }) => length))
  return [...chars].every(char => text.includes(char)) && digits >= digitCount && longest >= wordLength
}

it('a look sees which rules have all that one of their needs asks for', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', '-', '_', '1', '2', '=', '"', ':', ' ', 'é'),
    maxLength: 24,
  })
  fc.assert(
    fc.property(fc.array(fc.array(needs, { maxLength: 3 }), { maxLength: 4 }), text, (ofRules, each) => {
      const bytes = Buffer.from(`x1=${each}x1=`)
      const expected = ofRules.reduce(
        (bits, all, rule) => (all.some(one => has(each, one)) ? bits | (1 << rule) : bits),
        0,
      )
      assert.equal(createLook(ofRules)(bytes, 3, bytes.length - 3), expected)
    }),
    { numRuns: 5000 },
  )
})
