import fc from 'fast-check'

/** A change made to valid bytes: overwrite one, remove some, or repeat some. */
interface Mutation {
  readonly kind: 'set' | 'remove' | 'repeat'
  readonly at: number
  readonly length: number
  readonly byte: number
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('set', 'remove', 'repeat'),
  at: fc.nat({ max: 100_000 }),
  length: fc.integer({ min: 1, max: 40 }),
  byte: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 0x7f, 0x80, 0xff)),
})

export function mutate(bytes: Uint8Array, { kind, at, length, byte }: Mutation) {
  const start = at % bytes.length
  const before = bytes.subarray(0, start)
  const chosen = bytes.subarray(start, start + length)
  const after = bytes.subarray(start + length)
  if (kind === 'set') return Buffer.concat([before, Uint8Array.of(byte), bytes.subarray(start + 1)])
  return Buffer.concat(kind === 'remove' ? [before, after] : [before, chosen, chosen, after])
}
