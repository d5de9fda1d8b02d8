import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomWord } from './ids.ts'
import { traceIdRatio } from './sampler.ts'

test('a ratio keeps about its share of traces', () => {
  const quarter = traceIdRatio(0.25)
  let keptCount = 0
  for (let i = 0; i < 20_000; i++) if (quarter(undefined, randomWord(), randomWord())) keptCount++
  assert.ok(keptCount > 4_500 && keptCount < 5_500)
})

test('what a small ratio keeps, a larger one keeps too', () => {
  const [small, large] = [traceIdRatio(0.1), traceIdRatio(0.5)]
  for (let i = 0; i < 2_000; i++) {
    const [word2, word3] = [randomWord(), randomWord()]
    if (small(undefined, word2, word3)) assert.ok(large(undefined, word2, word3))
  }
})

test('the threshold itself is kept, the value below it is not', () => {
  const half = traceIdRatio(0.5)
  assert.equal(half(undefined, 0x800000, 0), true)
  assert.equal(half(undefined, 0x7fffff, -1), false)
})
