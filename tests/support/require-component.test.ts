import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { requireChromium } from './require-component.ts'

test('the browser that CHROME_PATH names is the one that is driven', () => {
  assert.deepEqual(requireChromium({ CHROME_PATH: process.execPath }), { path: process.execPath, skip: false })
})

test('a CHROME_PATH that names nothing is a reason to skip, not to look elsewhere', () => {
  const { path, skip } = requireChromium({ CHROME_PATH: '/nowhere/chrome', PATH: process.env.PATH })
  assert.equal(path, '')
  assert.match(String(skip), /\/nowhere\/chrome/)
})

test('a browser in PATH is found', t => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-path-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'chromium'), '')
  assert.deepEqual(requireChromium({ PATH: folder }), { path: join(folder, 'chromium'), skip: false })
})
