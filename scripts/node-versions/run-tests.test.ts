import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { makeTree } from '../testing/make-tree.ts'
import { outcomeOf, runTests } from './run-tests.ts'

const run = (t: TestContext, body: string) => {
  const source = `import { test } from 'node:test'; test('adds', (_: unknown) => { ${body} }); test('waits', () => {})`
  const folder = makeTree(t, { 'sum.test.ts': source })
  return runTests(process.execPath, ['sum.test.ts'], folder)
}

test('tests that all pass are counted', async t => {
  assert.deepEqual(await run(t, ''), { passed: true, passCount: 2, failCount: 0, failures: '' })
})

test('of tests that fail the reasons are kept, and nothing of the others', async t => {
  const { passed, passCount, failCount, failures } = await run(t, `throw new Error('2 + 2 is 5')`)
  assert.deepEqual([passed, passCount, failCount], [false, 1, 1])
  assert.match(failures, /adds.*2 \+ 2 is 5/s)
  assert.doesNotMatch(failures, /waits/)
})

test('a runner that ran nothing has not passed, and all that it said is kept', () => {
  const said = 'Node took the flags for something else'
  assert.deepEqual(outcomeOf(said, true), { passed: false, passCount: 0, failCount: 0, failures: said })
})
