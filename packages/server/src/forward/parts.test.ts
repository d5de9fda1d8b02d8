import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forwardLimits } from '../limits.ts'
import type { Payload } from '../pipeline/payload.ts'
import { createParts, type Parts } from './parts.ts'
import { type Batch, batchOf } from './queue/batch.ts'
import { partBytesMax } from './queue/cursor.ts'
import { spanNamesOf, spansNamed } from './testing/spans.ts'

function batchWith(partBytes: number, ...requests: readonly Payload[]): Batch {
  return { ...batchOf({ segmentId: 1, startOffset: 0, partBytes }, []), requests }
}

function* partsOf(parts: Parts): Generator<Payload> {
  for (let part = parts.next(); part !== undefined; part = parts.next()) {
    yield part
    parts.done()
  }
}

const namesOf = (parts: Parts) => [...partsOf(parts)].map(({ bytes }) => spanNamesOf(bytes))

test('a request as large as a part may be is sent as it is, and one that is a byte larger in parts', () => {
  const request = spansNamed('a', 'b')
  const { length } = request.bytes
  assert.deepEqual(namesOf(createParts(batchWith(length, request))), [['a', 'b']])
  assert.deepEqual(namesOf(createParts(batchWith(length - 1, request))), [['a'], ['b']])
})

test('a single item is sent however large it is', () => {
  const parts = createParts(batchWith(1, spansNamed('a'), spansNamed('b', 'c')))
  assert.deepEqual(namesOf(parts), [['a'], ['b'], ['c']])
})

test('what follows a refusal has the size of the larger half, in this batch and in the next', () => {
  const four = () => spansNamed('a', 'b', 'c', 'd')
  const parts = createParts(batchWith(partBytesMax, four(), four()))
  assert.equal(parts.next()?.itemCount, 4)
  assert.equal(parts.split(), true)
  assert.deepEqual(namesOf(parts), [
    ['a', 'b'],
    ['c', 'd'],
    ['a', 'b'],
    ['c', 'd'],
  ])
  assert.equal(parts.finished().partBytes, spansNamed('a', 'b').bytes.length)
})

test('a single item that is refused cannot be split, and teaches nothing', () => {
  const parts = createParts(batchWith(4096, spansNamed('a')))
  parts.next()
  assert.equal(parts.split(), false)
  assert.equal(parts.finished().partBytes, 4096 * (1 + forwardLimits.partGrowth))
})

test('a batch of which nothing was refused lets parts grow, up to the largest number that the cursor holds', () => {
  const grown = (partBytes: number) => createParts(batchWith(partBytes)).finished().partBytes
  assert.equal(grown(6400), 6500)
  assert.equal(grown(1), 2)
  assert.equal(grown(partBytesMax - 1), partBytesMax)
  assert.equal(grown(partBytesMax), partBytesMax)
})

test('what is left of a batch is what was not sent, in parts where it was split', () => {
  const parts = createParts(batchWith(partBytesMax, spansNamed('a', 'b'), spansNamed('c')))
  parts.next()
  parts.split()
  parts.next()
  parts.done()
  assert.deepEqual(
    parts.unsent.map(({ bytes }) => spanNamesOf(bytes)),
    [['b'], ['c']],
  )
})
