import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { ProtoWriter } from '@throughline/otlp'
import fc from 'fast-check'
import { usualRecordBytes, wakeAtPendingBytes } from '../limits.ts'
import { sourceFlags } from '../source-flags.ts'
import { payloadsOf } from '../testing/ring-records.ts'
import {
  ASLEEP,
  createRing,
  HEAD,
  LAPPED,
  openRing,
  READ,
  RECORDED,
  type RingHandle,
  SIGNAL,
  TAIL,
  TOO_LARGE,
} from './ring-layout.ts'
import { RingReader } from './ring-reader.ts'
import { RingWriter } from './ring-writer.ts'

const ringBytes = 1024
const maxRecordBytes = 256
const headerBytes = 12

const writeBytes = (proto: ProtoWriter, bytes: Uint8Array): void => proto.raw(bytes)
const numbered = (index: number, length: number): Uint8Array => new Uint8Array(length).fill(index & 0xff)

function recordsOf(reader: RingReader): (readonly [payload: Uint8Array, scopeIndex: number])[] {
  const records = reader.read()
  return payloadsOf(records).map((payload, i) => [payload, records.scopeIndex(i)])
}

function ringAt(position: number): RingHandle {
  const handle = createRing(ringBytes, maxRecordBytes)
  const { control } = openRing(handle)
  control[HEAD] = position
  control[TAIL] = position
  control[READ] = position
  return handle
}

type Command = { readonly kind: 'append'; readonly length: number } | { readonly kind: 'read' }

const commandOf: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      length: fc.integer({ min: 0, max: maxRecordBytes + 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read' as const) }) },
)

describe('a ring', () => {
  test('gives records in order, each at most once, and counts exactly what was lapped', () => {
    const start = fc.constantFrom(0, 2 ** 31 - 512, -512, 1000)
    fc.assert(
      fc.property(start, fc.array(commandOf, { maxLength: 200, size: 'max' }), (unaligned, commands) => {
        const handle = ringAt((unaligned & ~3) | 0)
        const { control } = openRing(handle)
        const writer = new RingWriter(openRing(handle))
        const reader = new RingReader(openRing(handle), 300)
        const taken: Uint8Array[] = []
        let nextIndex = 0
        let readCount = 0

        const readAll = () => {
          while (reader.hasMore()) {
            for (const [payload, scopeIndex] of recordsOf(reader)) {
              nextIndex += scopeIndexGap(taken, nextIndex, payload, scopeIndex)
              assert.deepEqual(payload, taken[nextIndex - 1])
              readCount++
            }
          }
        }
        for (const [i, command] of commands.entries()) {
          if (command.kind === 'read') readAll()
          else {
            const payload = numbered(i, command.length)
            writer.append(writeBytes, payload, taken.length)
            if (command.length <= maxRecordBytes - headerBytes) taken.push(payload)
          }
        }
        readAll()
        assert.equal(control[RECORDED], taken.length)
        assert.equal(readCount + (control[LAPPED] ?? 0), taken.length)
        const tooLarge = commands.filter(c => c.kind === 'append' && c.length > maxRecordBytes - headerBytes)
        assert.equal(control[TOO_LARGE], tooLarge.length)
      }),
      { numRuns: 500 },
    )
  })

  test('keeps everything that fits beside room for one largest record', () => {
    const handle = createRing(ringBytes, maxRecordBytes)
    const writer = new RingWriter(openRing(handle))
    const reader = new RingReader(openRing(handle))
    const fitting = (ringBytes - maxRecordBytes) / (headerBytes + 52) + 1
    for (let i = 0; i < fitting; i++) writer.append(writeBytes, numbered(i, 52), 0)
    assert.equal(reader.read().count, fitting)
  })

  test('takes a record of the largest size, and refuses one byte more', () => {
    const handle = createRing(ringBytes, maxRecordBytes)
    const { control } = openRing(handle)
    const writer = new RingWriter(openRing(handle))
    writer.append(writeBytes, numbered(1, maxRecordBytes - headerBytes), 0)
    assert.deepEqual([control[RECORDED], control[TOO_LARGE]], [1, 0])
    writer.append(writeBytes, numbered(1, maxRecordBytes - headerBytes + 1), 0)
    assert.deepEqual([control[RECORDED], control[TOO_LARGE]], [1, 1])
  })

  test('takes a record larger than the room that is made for a usual one', () => {
    const handle = createRing(4 * usualRecordBytes, 2 * usualRecordBytes)
    const writer = new RingWriter(openRing(handle))
    const reader = new RingReader(openRing(handle))
    const lengths = [usualRecordBytes - headerBytes, usualRecordBytes - headerBytes + 1]
    for (const length of lengths) writer.append(writeBytes, numbered(7, length), 0)
    assert.deepEqual(
      payloadsOf(reader.read()).map(payload => payload.length),
      lengths,
    )
  })

  test('signals when most of a batch is pending, and not 4 bytes before', () => {
    for (const [pendingBytes, signals] of [
      [wakeAtPendingBytes - 4, 0],
      [wakeAtPendingBytes, 1],
    ] as const) {
      const handle = createRing(1 << 23, wakeAtPendingBytes)
      const writer = new RingWriter(openRing(handle))
      writer.append(writeBytes, numbered(7, pendingBytes - 2 * headerBytes - 8), 0)
      writer.append(writeBytes, numbered(7, 8), 0)
      assert.equal(openRing(handle).control[SIGNAL], signals)
    }
  })

  test('signals a sleeping exporter with the first record, and none that is awake', () => {
    const handle = createRing(ringBytes, maxRecordBytes)
    const { control } = openRing(handle)
    const writer = new RingWriter(openRing(handle))
    writer.append(writeBytes, numbered(1, 8), 0)
    assert.equal(control[SIGNAL], 0)
    Atomics.store(control, ASLEEP, 1)
    writer.append(writeBytes, numbered(1, 8), 0)
    assert.deepEqual([control[SIGNAL], control[ASLEEP]], [1, 0])
  })

  test('is read on after an outage of gibibytes, by the same exporter or another, and every loss is counted', () => {
    const largeBytes = 1 << 20
    const payload = new Uint8Array(largeBytes - headerBytes)
    // Where, of 32 bits, the old position seems to lie before the head again, or beyond it.
    for (const otherBytes of [2 ** 31 + 8 * largeBytes, 2 ** 32 - 2 * largeBytes, 2 ** 32 + 2 * largeBytes]) {
      for (const isSame of [true, false]) {
        const ring = openRing(createRing(4 * largeBytes, largeBytes))
        const writer = new RingWriter(ring)
        const first = new RingReader(ring)
        writer.append(writeBytes, payload.subarray(8), 0)
        assert.equal(first.read().count, 1)
        first.markDone()
        let count = 0
        for (; count * largeBytes < otherBytes; count++) writer.append(writeBytes, payload, 0)
        const reader = isSame ? first : new RingReader(ring)
        let readCount = 0
        while (reader.hasMore()) readCount += reader.read().count
        assert.deepEqual([readCount, ring.control[LAPPED]], [4, count - 4])
      }
    }
  })

  test('never gives torn bytes while another thread writes over them', async () => {
    const handle = createRing(1 << 14, 1 << 10)
    const appendCount = 200_000
    const url = new URL('../testing/ring-filler.ts', import.meta.url)
    const workerData = { handle, appendCount }
    const worker = new Worker(url, { workerData, execArgv: [...sourceFlags] })
    const reader = new RingReader(openRing(handle))
    const { control } = openRing(handle)
    let readCount = 0
    while (Atomics.load(control, RECORDED) < appendCount || reader.hasMore()) {
      for (const [payload, scopeIndex] of recordsOf(reader)) {
        assert.ok(payload.every(byte => byte === (scopeIndex & 0xff)))
        readCount++
      }
    }
    assert.equal(readCount + (control[LAPPED] ?? 0), appendCount)
    await worker.terminate()
  })
})

/** How far ahead of `nextIndex` the record is that was read: `scopeIndex` carries its place among those that were taken. */
function scopeIndexGap(
  taken: readonly Uint8Array[],
  nextIndex: number,
  payload: Uint8Array,
  scopeIndex: number,
): number {
  assert.ok(scopeIndex >= nextIndex, 'a record came twice or out of order')
  assert.equal(payload.length, taken[scopeIndex]?.length)
  return scopeIndex + 1 - nextIndex
}
