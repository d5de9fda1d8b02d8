import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minimapSpans } from '../limits.ts'
import { minimapStride } from './paint-minimap.ts'

test('the minimap draws every span up to its limit, and an even choice beyond it', () => {
  assert.equal(minimapStride(0), 1)
  assert.equal(minimapStride(minimapSpans), 1)
  assert.equal(minimapStride(minimapSpans + 1), 2)
})
