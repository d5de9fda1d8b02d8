import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ProtoWriter } from '@throughline/otlp'
import fc from 'fast-check'
import { createRing, HEAD, LAPPED, openRing, READ, RECORDED, TAIL } from './ring-layout.ts'
import { RingReader } from './ring-reader.ts'
import { RingWriter } from './ring-writer.ts'

const writeBytes = (proto: ProtoWriter, bytes: Uint8Array): void => proto.raw(bytes)

function ringAt(position: number) {
  const ring = openRing(createRing(1024, 256))
  for (const word of [HEAD, TAIL, READ]) ring.control[word] = position
  return ring
}

/** `deliver` says that what was read last has arrived; `restart` that another exporter goes on. */
const commandOf = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), length: fc.nat(200) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('read' as const, 'deliver' as const, 'count' as const, 'restart' as const),
    }),
  },
)

describe('what is lapped', () => {
  test('is counted exactly, whenever it is looked for, and whoever goes on', () => {
    const start = fc.constantFrom(0, 2 ** 31 - 512, -512)
    fc.assert(
      fc.property(start, fc.array(commandOf, { maxLength: 150, size: 'max' }), (position, commands) => {
        const ring = ringAt(position | 0)
        const writer = new RingWriter(ring)
        let reader = new RingReader(ring, 300)
        let readCount = 0
        let deliveredCount = 0
        const deliver = () => {
          deliveredCount += readCount
          readCount = 0
          reader.markDone()
        }
        const read = () => {
          deliver()
          readCount = reader.read().count
        }
        for (const command of commands) {
          if (command.kind === 'append') writer.append(writeBytes, new Uint8Array(command.length), 0)
          else if (command.kind === 'read') read()
          else if (command.kind === 'deliver') deliver()
          else if (command.kind === 'count') reader.countLapped()
          else {
            reader = new RingReader(ring, 300)
            readCount = 0
          }
        }
        while (reader.hasMore()) read()
        deliver()
        assert.equal(deliveredCount + (ring.control[LAPPED] ?? 0), ring.control[RECORDED])
      }),
      { numRuns: 1000 },
    )
  })

  test('is counted while the receiver is away', () => {
    const ring = ringAt(0)
    const writer = new RingWriter(ring)
    const reader = new RingReader(ring)
    for (let i = 0; i < 20; i++) writer.append(writeBytes, new Uint8Array(100), 0)
    reader.countLapped()
    const lappedCount = ring.control[LAPPED] ?? 0
    let readCount = 0
    while (reader.hasMore()) readCount += reader.read().count
    assert.equal(lappedCount + readCount, 20)
    assert.equal(ring.control[LAPPED], lappedCount)
  })
})
