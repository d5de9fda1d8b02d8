import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RecordStarts } from './record-starts.ts'

test('the first record in the next block is the one that a list of all records gives', () => {
  const ringBytes = 1 << 14
  const blockBytes = ringBytes / 512
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 400, size: 'max' })
  const origin = fc.constantFrom(0, 1 << 20, 2 ** 31 - 4096, -4096)
  fc.assert(
    fc.property(origin, sizes, fc.nat(), (from, units, at) => {
      const record = new RecordStarts(ringBytes)
      // Here positions only grow; there they are 32 bits.
      const starts = [from]
      for (const unit of units) {
        const start = starts.at(-1) ?? from
        record.add(start | 0, (start + 8 * unit) | 0)
        starts.push(start + 8 * unit)
      }
      const head = starts.at(-1) ?? from
      // What the ring no longer holds is not asked for.
      const position = head - (at % (Math.min(head - from, ringBytes - blockBytes) + 1))
      const block = Math.ceil(position / blockBytes) * blockBytes
      const expected = starts.find(start => start >= block) ?? head
      if (block > from) assert.equal(record.after(position | 0, head | 0), expected | 0)
    }),
    { numRuns: 500 },
  )
})
