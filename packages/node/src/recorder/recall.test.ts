import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ProtoWriter } from '@throughline/otlp'
import fc from 'fast-check'
import { createRing, FORGOTTEN, HEAD, LAPPED, openRing, READ, type SharedRing, TAIL } from './ring-layout.ts'
import { RingReader } from './ring-reader.ts'
import { type RecordChain, RingWriter } from './ring-writer.ts'

const ringBytes = 1024
const maxRecordBytes = 256
const headerBytes = 16
const writeBytes = (proto: ProtoWriter, bytes: Uint8Array): void => proto.raw(bytes)
const newChain = (): RecordChain => ({ newestRecord: 0, newestLap: 0, recordCount: 0 })

function ringAt(position: number): SharedRing {
  const ring = openRing(createRing(ringBytes, maxRecordBytes))
  for (const word of [HEAD, TAIL, READ]) ring.control[word] = position
  return ring
}

function* dueIn(reader: RingReader): Generator<Uint8Array> {
  while (reader.hasMore()) yield* reader.read().payloads.map(payload => payload.slice())
}

interface Command {
  readonly kind: 'due' | 'undecided' | 'recall'
  readonly trace: number
  readonly length: number
}

const commandOf = fc.record<Command>({
  kind: fc.oneof(
    { weight: 14, arbitrary: fc.constant('undecided' as const) },
    { weight: 2, arbitrary: fc.constant('due' as const) },
    { weight: 1, arbitrary: fc.constant('recall' as const) },
  ),
  trace: fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
  length: fc.integer({ min: 0, max: maxRecordBytes - headerBytes }),
})

interface Trace {
  readonly chain: RecordChain
  readonly records: { readonly payload: Uint8Array; readonly position: number }[]
}
const newTrace = (): Trace => ({ chain: newChain(), records: [] })

describe('what is recalled from a ring', () => {
  test('is all of the trace that was not lapped before, oldest first, as it was; the rest is counted', () => {
    const start = fc.constantFrom(0, 1000, -512, 2 ** 31 - 512)
    fc.assert(
      fc.property(start, fc.array(commandOf, { maxLength: 60, size: 'max' }), (unaligned, commands) => {
        const ring = ringAt((unaligned & ~7) | 0)
        const writer = new RingWriter(ring)
        const reader = new RingReader(ring)
        const traces = [newTrace(), newTrace()]
        let forgottenCount = 0
        for (const [i, { kind, trace: index, length }] of commands.entries()) {
          const { chain, records } = traces[index] ?? newTrace()
          const payload = new Uint8Array(length).fill(i)
          if (kind === 'due') writer.append(writeBytes, payload, 0)
          else if (kind === 'undecided') {
            records.push({ payload, position: ring.control[HEAD] ?? 0 })
            writer.appendUndecided(writeBytes, payload, 0, chain)
          } else {
            const tail = ring.control[TAIL] ?? 0
            const alive = records.filter(({ position }) => ((position - tail) | 0) >= 0)
            forgottenCount += records.length - alive.length
            writer.recall(chain)
            traces[index] = newTrace()
            assert.deepEqual(
              [...dueIn(reader)],
              alive.map(record => record.payload),
            )
          }
          if (kind === 'due') assert.deepEqual([...dueIn(reader)], [payload])
          assert.equal(ring.control[FORGOTTEN], forgottenCount)
          assert.equal(ring.control[LAPPED], 0)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('is nothing of a trace that was silent for two, or four, gibibytes of others', () => {
    const largeBytes = 1 << 20
    // Where, of 32 bits, the old position seems to lie before the head again, or beyond it.
    for (const otherBytes of [2 ** 31 + 8 * largeBytes, 2 ** 32 - 2 * largeBytes]) {
      const ring = openRing(createRing(4 * largeBytes, largeBytes))
      const writer = new RingWriter(ring)
      const chain = newChain()
      const payload = new Uint8Array(largeBytes - headerBytes)
      writer.appendUndecided(writeBytes, payload, 0, chain)
      for (let written = 0; written < otherBytes - largeBytes; written += largeBytes) {
        writer.appendUndecided(writeBytes, payload, 0, newChain())
      }
      writer.appendUndecided(writeBytes, payload, 0, chain)
      writer.recall(chain)
      assert.equal([...dueIn(new RingReader(ring))].length, 1)
      assert.equal(ring.control[FORGOTTEN], 1)
    }
  })
})
