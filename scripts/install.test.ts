import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isInstalled } from './install.mjs'
import { withTree } from './testing/with-tree.ts'

const WANTED = {
  '': {},
  'packages/otlp': { version: '0.1.0' },
  'node_modules/@throughline/otlp': { link: true },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/for-macos': { version: '1.0.0', optional: true },
}

function isInstalledWith(installed: object, files: Record<string, string> = { 'node_modules/.bin/node': '' }): boolean {
  const lock = JSON.stringify({ packages: WANTED })
  const hidden = JSON.stringify({ packages: installed })
  return withTree({ 'package-lock.json': lock, 'node_modules/.package-lock.json': hidden, ...files }, isInstalled)
}

const ALL = { 'node_modules/@throughline/otlp': { link: true }, 'node_modules/a': { version: '1.0.0' } }

test('all that the lock asks for on this platform is enough', () => {
  assert.equal(isInstalledWith(ALL), true)
})

test('a missing package, another version and a missing Node each ask for an install', () => {
  assert.equal(isInstalledWith({ ...ALL, 'node_modules/a': undefined }), false)
  assert.equal(isInstalledWith({ ...ALL, 'node_modules/a': { version: '1.0.1' } }), false)
  assert.equal(isInstalledWith({ ...ALL, 'node_modules/for-macos': { version: '0.9.0' } }), false)
  assert.equal(isInstalledWith(ALL, {}), false)
})

test('a folder that npm never finished asks for an install', () => {
  assert.equal(withTree({ 'package-lock.json': JSON.stringify({ packages: WANTED }) }, isInstalled), false)
})
