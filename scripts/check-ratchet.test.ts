import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { findTolerated, ratchetProblems, tightened } from './check-ratchet.ts'
import { makeTree } from './testing/make-tree.ts'

/** The places found in one file `packages/otlp/src/a.ts`, without the kinds of which there are none. */
function foundIn(t: TestContext, text: string): Record<string, readonly string[]> {
  const places = findTolerated(makeTree(t, { 'packages/otlp/src/a.ts': text }))
  return Object.fromEntries(Object.entries(places).filter(([, list]) => list.length > 0))
}

const place = 'packages/otlp/src/a.ts:1'

test('a file of 300 lines is fine and one of 301 is counted', t => {
  assert.deepEqual(foundIn(t, '//\n'.repeat(300)), {})
  assert.deepEqual(foundIn(t, '//\n'.repeat(301)), { 'file over 300 lines': ['packages/otlp/src/a.ts (301)'] })
})

test('any is counted where it is a type, not where it is a word', t => {
  assert.deepEqual(foundIn(t, 'export const x: any = 1'), { any: [place] })
  assert.deepEqual(foundIn(t, `export const any = 'any' // any`), {})
})

test('an assertion that a value is there is counted in all its forms', t => {
  for (const text of ['export const y = x!', 'let y!: number', 'export class C { y!: number }']) {
    assert.deepEqual(foundIn(t, text), { 'non-null assertion': [place] }, text)
  }
  assert.deepEqual(foundIn(t, 'export const y = !x !== z'), {})
})

test('a test that never runs, or keeps others from running, is counted', t => {
  for (const text of [
    `test.skip('a', () => {})`,
    `describe.only('a', () => {})`,
    `test('a', { skip: true }, () => {})`,
    `test('a', { todo: 'later' }, () => {})`,
    `test('a', t => t.skip())`,
    `import { skip } from 'node:test'`,
  ]) {
    assert.deepEqual(foundIn(t, text), { 'skipped, only or todo test': [place] }, text)
  }
})

test('a test that is skipped for want of a component is not counted', t => {
  assert.deepEqual(foundIn(t, `test('a', { skip: chromium.skip }, () => {})`), {})
})

test('suppressed errors are counted by the comment that does it', t => {
  assert.deepEqual(foundIn(t, '// @ts-expect-error because'), { 'TypeScript error suppressed': [place] })
  assert.deepEqual(foundIn(t, '/* @ts-ignore */'), { 'TypeScript error suppressed': [place] })
  assert.deepEqual(foundIn(t, '// biome-ignore lint/style/x: y'), { 'Biome rule suppressed': [place] })
  assert.deepEqual(foundIn(t, '// we never write @ts-ignore here'), {})
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
