import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxScrollPx } from '../limits.ts'
import { positionAtPx } from './hit-test.ts'
import { contentToScrollPx, scrollToContentPx } from './scroll.ts'

const sizesOf = (contentPx: number) => ({ contentPx, elementPx: Math.min(contentPx, maxScrollPx), heightPx: 600 })

test('content that fits into an element scrolls with it', () => {
  assert.equal(scrollToContentPx(1234, sizesOf(maxScrollPx)), 1234)
  assert.equal(contentToScrollPx(1234, sizesOf(maxScrollPx)), 1234)
})

test('content taller than the tallest element scrolls in proportion, to its very end', () => {
  const sizes = sizesOf(maxScrollPx + 1)
  assert.equal(scrollToContentPx(0, sizes), 0)
  assert.ok(Math.abs(scrollToContentPx(maxScrollPx - 600, sizes) - (maxScrollPx + 1 - 600)) < 1e-6)
})

test('content and scroll position are each other’s inverse', () => {
  const sizes = sizesOf(22_000_000)
  assert.ok(Math.abs(scrollToContentPx(contentToScrollPx(9_876_543, sizes), sizes) - 9_876_543) < 1e-3)
})

test('a height is the row that is drawn there, and nothing below the last', () => {
  assert.equal(positionAtPx(0, 2), 0)
  assert.equal(positionAtPx(21.9, 2), 0)
  assert.equal(positionAtPx(22, 2), 1)
  assert.equal(positionAtPx(44, 2), undefined)
  assert.equal(positionAtPx(-1, 2), undefined)
})
