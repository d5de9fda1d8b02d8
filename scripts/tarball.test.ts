import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { missingIn, pack } from './tarball.ts'
import { makeTree } from './testing/make-tree.ts'

const manifest = { name: 'a', version: '1.0.0', files: ['dist', 'page', '!dist/.tsbuildinfo'] }

/** What a package of these files lacks once npm has packed it. */
function missingOf(t: TestContext, files: Readonly<Record<string, string>>): readonly string[] {
  const folder = makeTree(t, { 'package.json': JSON.stringify(manifest), ...files })
  return missingIn(pack(folder, folder), manifest)
}

test('a tarball with its licence, its README and every folder that it names is complete', t => {
  const files = { LICENSE: 'free', 'README.md': '# a', 'dist/a.js': '', 'page/index.html': '' }
  assert.deepEqual(missingOf(t, files), [])
})

test('a folder that was not built, a licence and a README are missed', t => {
  assert.deepEqual(missingOf(t, { 'dist/a.js': '' }), ['LICENSE', 'README.md', 'page/'])
})
