import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { globTest } from './glob.ts'

/** What a glob means, by an expression that may take long. */
const slowTest = (glob: string): RegExp => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '[^]*')}$`)

it('a glob matches as the expression that it stands for', () => {
  const letters = fc.constantFrom('a', 'b', '.', '*')
  const text = fc.array(letters, { maxLength: 8 }).map(all => all.join(''))
  fc.assert(
    fc.property(text, text, (glob, key) => assert.equal(globTest(glob)(key), slowTest(glob).test(key))),
    { numRuns: 2000 },
  )
})
