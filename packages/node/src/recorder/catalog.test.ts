import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { catalogBytes } from '../limits.ts'
import { CatalogReader, CatalogWriter, encodeScope } from './catalog.ts'
import { createMemory } from './memory.ts'
import { Recorder } from './recorder.ts'
import { openRing } from './ring-layout.ts'

const entryHeaderBytes = 4

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
  test('gives each entry back by its index, whenever it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), fc.nat(20), (payloads, readAfter) => {
        const { writer, reader } = openCatalog()
        for (const [i, payload] of payloads.entries()) {
          assert.equal(writer.add(payload), i)
          if (i === readAfter) assert.deepEqual(reader.entry(i), payload)
        }
        assert.deepEqual(
          payloads.map((_, i) => reader.entry(i)),
          payloads,
        )
      }),
    )
  })

  test('holds an entry that fills it, and none that has a byte more', () => {
    const largest = new Uint8Array(catalogBytes - entryHeaderBytes).fill(7)
    const { writer, reader } = openCatalog()
    assert.equal(writer.add(new Uint8Array(largest.length + 1)), undefined)
    assert.equal(writer.add(largest), 0)
    assert.deepEqual(reader.entry(0), largest)
    assert.equal(writer.add(new Uint8Array(0)), undefined)
  })

  const keep = { slowerThanMs: undefined, tracesPerSecond: 0 }
  const scope = { name: 'one too many', version: '1', schemaUrl: '' }
  const unnamed = encodeScope({ name: '', version: '', schemaUrl: '' })

  test('names the unnamed scope where there is no room for another', () => {
    const { memory, reader } = openCatalog()
    const resource = new Uint8Array(catalogBytes - 2 * entryHeaderBytes - unnamed.length - 4)
    const recorder = new Recorder(memory, resource, keep)
    assert.deepEqual(reader.entry(recorder.addScope(scope)), unnamed)
  })

  test('has an empty resource where that has no room, and all else in its place', () => {
    const { memory, reader } = openCatalog()
    const recorder = new Recorder(memory, new Uint8Array(catalogBytes), keep)
    const index = recorder.addScope(scope)
    assert.deepEqual([reader.entry(0), reader.entry(1)], [new Uint8Array(0), unnamed])
    assert.deepEqual(reader.entry(index), encodeScope(scope))
  })
})
