import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { keptMemoryBytes, largestKeptBytes, smallestKeptBytes } from '../limits.ts'
import { giveMemory, takeMemory } from './memory.ts'

describe('memory that is used again', () => {
  test('is what was given back, for whoever needs about as much, and not before', () => {
    const first = takeMemory(5000)
    const second = takeMemory(5000)
    assert.notEqual(first, second)
    assert.ok(first.byteLength >= 5000)
    giveMemory(first)
    assert.equal(takeMemory(8192), first)
    giveMemory(first)
    assert.notEqual(takeMemory(2 * 8192), first)
    assert.equal(takeMemory(4097), first)
  })

  test('is lent to one at a time, also where it is given back twice or was never taken', () => {
    const own = new ArrayBuffer(65_536)
    giveMemory(own)
    const taken = takeMemory(65_536)
    assert.notEqual(taken, own)
    giveMemory(taken)
    giveMemory(taken)
    assert.notEqual(takeMemory(65_536), takeMemory(65_536))
  })

  test('is as large as asked for where that is too small or too large to be kept', () => {
    for (const bytes of [0, smallestKeptBytes - 1, largestKeptBytes + 1]) {
      const taken = takeMemory(bytes)
      assert.equal(taken.byteLength, bytes)
      giveMemory(taken)
      assert.notEqual(takeMemory(bytes), taken)
    }
    assert.equal(takeMemory(largestKeptBytes).byteLength, largestKeptBytes)
    assert.equal(takeMemory(smallestKeptBytes).byteLength, smallestKeptBytes)
  })

  test('is kept up to a limit', () => {
    const count = keptMemoryBytes / largestKeptBytes
    const taken = Array.from({ length: count + 1 }, () => takeMemory(largestKeptBytes))
    taken.forEach(giveMemory)
    const again = Array.from({ length: count + 1 }, () => takeMemory(largestKeptBytes))
    // What was given back by others may be there as well.
    assert.ok(again.filter(block => taken.includes(block)).length <= count)
    assert.ok(again.some(block => taken.includes(block)))
  })
})
