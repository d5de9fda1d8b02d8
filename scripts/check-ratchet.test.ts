import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTolerated, ratchetProblems, tightened } from './check-ratchet.ts'
import { withTree } from './testing/with-tree.ts'

/** The places found in one file `packages/otlp/src/a.ts`, without the kinds of which there are none. */
function foundIn(text: string): Record<string, readonly string[]> {
  const places = withTree({ 'packages/otlp/src/a.ts': text }, findTolerated)
  return Object.fromEntries(Object.entries(places).filter(([, list]) => list.length > 0))
}

const place = 'packages/otlp/src/a.ts:1'

test('a file of 300 lines is fine and one of 301 is counted', () => {
  assert.deepEqual(foundIn('//\n'.repeat(300)), {})
  assert.deepEqual(foundIn('//\n'.repeat(301)), { 'file over 300 lines': ['packages/otlp/src/a.ts (301)'] })
})

test('any is counted where it is a type, not where it is a word', () => {
  assert.deepEqual(foundIn('export const x: any = 1'), { any: [place] })
  assert.deepEqual(foundIn(`export const any = 'any' // any`), {})
})

test('an assertion that a value is there is counted in all its forms', () => {
  for (const text of ['export const y = x!', 'let y!: number', 'export class C { y!: number }']) {
    assert.deepEqual(foundIn(text), { 'non-null assertion': [place] }, text)
  }
  assert.deepEqual(foundIn('export const y = !x !== z'), {})
})

test('a test that never runs, or keeps others from running, is counted', () => {
  for (const text of [
    `test.skip('a', () => {})`,
    `describe.only('a', () => {})`,
    `test('a', { skip: true }, () => {})`,
    `test('a', { todo: 'later' }, () => {})`,
  ]) {
    assert.deepEqual(foundIn(text), { 'skipped, only or todo test': [place] }, text)
  }
})

test('a test that is skipped for want of a component is not counted', () => {
  assert.deepEqual(foundIn(`test('a', { skip: chromium.skip }, () => {})`), {})
})

test('suppressed errors are counted by the comment that does it', () => {
  assert.deepEqual(foundIn('// @ts-expect-error because'), { 'TypeScript error suppressed': [place] })
  assert.deepEqual(foundIn('/* @ts-ignore */'), { 'TypeScript error suppressed': [place] })
  assert.deepEqual(foundIn('// biome-ignore lint/style/x: y'), { 'Biome rule suppressed': [place] })
  assert.deepEqual(foundIn('// we never write @ts-ignore here'), {})
})

test('more than the limit fails and names the places', () => {
  assert.deepEqual(ratchetProblems({ any: ['a.ts:1', 'b.ts:2'] }, { any: 1 }), [
    'any: 2, at most 1:\n  a.ts:1\n  b.ts:2',
  ])
})

test('fewer than the limit asks for the limit to be lowered', () => {
  assert.match(String(ratchetProblems({ any: [] }, { any: 1 })), /--update/)
})

test('an update lowers limits and never raises them', () => {
  assert.deepEqual(tightened({ any: ['a.ts:1'], other: ['b.ts:1'] }, { any: 2, other: 0 }), { any: 1, other: 0 })
})
