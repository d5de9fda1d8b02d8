import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { test } from 'node:test'
import { maxDetectedFileBytes } from '../limits.ts'
import { appFolder, foldersFrom, readSmallFile } from './surroundings.ts'

test('the folder of the app is that of its script, and the one it runs in where the script is of a package', () => {
  const script = join(sep, 'srv', 'app', 'main.js')
  assert.equal(appFolder(script), script)
  assert.equal(appFolder(join(sep, 'srv', 'node_modules', 'next', 'bin', 'next')), process.cwd())
  assert.equal(appFolder('argument-of-eval'), process.cwd())
  assert.equal(appFolder(undefined), process.cwd())
})

test('folders are looked at from the inside out', () => {
  const root = sep
  assert.deepEqual(foldersFrom(join(root, 'srv', 'app')), [join(root, 'srv', 'app'), join(root, 'srv'), root])
  assert.deepEqual(foldersFrom(undefined), [])
})

test('a file is read up to its limit, and one that is larger or missing is as good as none', t => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-small-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'file')
  writeFileSync(path, 'a'.repeat(maxDetectedFileBytes))
  assert.equal(readSmallFile(path)?.length, maxDetectedFileBytes)
  writeFileSync(path, 'a'.repeat(maxDetectedFileBytes + 1))
  assert.equal(readSmallFile(path), undefined)
  assert.equal(readSmallFile(join(folder, 'missing')), undefined)
  assert.equal(readSmallFile(folder), undefined)
})
