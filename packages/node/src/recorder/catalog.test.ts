import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { openTracer } from '../testing/tracing.ts'
import { CatalogReader, CatalogWriter, encodeScope, maxEntryBytes } from './catalog.ts'
import { createMemory } from './memory.ts'
import { Recorder } from './recorder.ts'
import { openRing } from './ring-layout.ts'

function openCatalog() {
  const memory = createMemory(1 << 16, 1 << 12)
  const { control } = openRing(memory.ring)
  return {
    memory,
    writer: new CatalogWriter(control, memory.catalog),
    reader: new CatalogReader(control, memory.catalog),
  }
}

describe('the catalogue', () => {
  test('gives each entry back by its index, whether it was added before the first record or after', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), fc.nat(20), (payloads, openBefore) => {
        const { writer, reader } = openCatalog()
        for (const [i, payload] of payloads.entries()) {
          if (i === openBefore) writer.open()
          assert.equal(
            writer.add(() => payload),
            i,
          )
          if (i >= openBefore) assert.deepEqual(reader.entry(i), payload)
        }
        writer.open()
        assert.deepEqual(
          payloads.map((_, i) => reader.entry(i)),
          payloads,
        )
      }),
    )
  })

  test('encodes nothing before the first record', () => {
    const { writer } = openCatalog()
    writer.add(() => assert.fail())
    assert.throws(() => writer.open())
  })

  test('holds an entry that fills it, and one that has a byte more as an empty one', () => {
    const largest = new Uint8Array(maxEntryBytes).fill(7)
    const { writer, reader } = openCatalog()
    writer.open()
    writer.add(() => largest)
    writer.add(() => new Uint8Array(0))
    assert.deepEqual([reader.entry(0), reader.entry(1)], [largest, new Uint8Array(0)])
    const other = openCatalog()
    other.writer.open()
    other.writer.add(() => new Uint8Array(maxEntryBytes + 1))
    other.writer.add(() => Uint8Array.of(1))
    assert.deepEqual([other.reader.entry(0), other.reader.entry(1)], [new Uint8Array(0), Uint8Array.of(1)])
  })

  const keep = { slowerThanMs: undefined, tracesPerSecond: 0 }
  const scope = { name: 'one too many', version: '1', schemaUrl: '' }

  test('has an empty resource where that has no room, and all else in its place', () => {
    const { memory, reader } = openCatalog()
    const recorder = new Recorder(memory, () => new Uint8Array(maxEntryBytes + 1), keep)
    const index = recorder.addScope(scope)
    openTracer({ sink: recorder }).start('first')
    assert.deepEqual(reader.entry(0), new Uint8Array(0))
    assert.deepEqual(reader.entry(index), encodeScope(scope))
  })
})
