import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { isInstalled } from './install.mjs'
import { makeTree } from './testing/make-tree.ts'

const WANTED = {
  '': {},
  'packages/otlp': { version: '0.1.0' },
  'node_modules/@throughline/otlp': { link: true },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/for-macos': { version: '1.0.0', optional: true },
}

function isInstalledWith(
  t: TestContext,
  installed: object,
  files: Record<string, string> = { 'node_modules/.bin/node': '' },
): boolean {
  const lock = JSON.stringify({ packages: WANTED })
  const hidden = JSON.stringify({ packages: installed })
  return isInstalled(makeTree(t, { 'package-lock.json': lock, 'node_modules/.package-lock.json': hidden, ...files }))
}

const ALL = { 'node_modules/@throughline/otlp': { link: true }, 'node_modules/a': { version: '1.0.0' } }

test('all that the lock asks for on this platform is enough', t => {
  assert.equal(isInstalledWith(t, ALL), true)
})

test('a missing package, another version and a missing Node each ask for an install', t => {
  assert.equal(isInstalledWith(t, { ...ALL, 'node_modules/a': undefined }), false)
  assert.equal(isInstalledWith(t, { ...ALL, 'node_modules/a': { version: '1.0.1' } }), false)
  assert.equal(isInstalledWith(t, { ...ALL, 'node_modules/for-macos': { version: '0.9.0' } }), false)
  assert.equal(isInstalledWith(t, ALL, {}), false)
})

test('a folder that npm never finished asks for an install', t => {
  assert.equal(isInstalled(makeTree(t, { 'package-lock.json': JSON.stringify({ packages: WANTED }) })), false)
})
