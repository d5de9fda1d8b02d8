import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { makeTree } from '../testing/make-tree.ts'
import { writeCommonJsEntries } from './commonjs-entries.ts'

const FILES = { 'package.json': '{ "type": "module" }', 'dist/deep/index.js': 'export const tracer = {}\n' }
const PATHS = { types: './dist/deep/index.d.cts', default: './dist/deep/index.cjs' }
const MANIFEST = {
  name: 'example',
  exports: { '.': { require: PATHS }, './source-only': {}, './package.json': './package.json' },
}

test('what require() gives is what import gives, not a second copy', async t => {
  const folder = makeTree(t, FILES)
  writeCommonJsEntries(folder, MANIFEST)
  const required = createRequire(join(folder, 'package.json'))('./dist/deep/index.cjs')
  const imported = await import(pathToFileURL(join(folder, 'dist/deep/index.js')).href)
  assert.equal(required, imported)
})

test('the types of the CommonJS entry are those of the module beside it', t => {
  const folder = makeTree(t, FILES)
  writeCommonJsEntries(folder, MANIFEST)
  assert.equal(readFileSync(join(folder, 'dist/deep/index.d.cts'), 'utf8'), "export * from './index.js'\n")
})

const PRELOAD = {
  name: 'example',
  exports: { './register': { require: { types: './register.d.cts', default: './register.cjs' } } },
}

test('a preload leaves an app alone whose Node cannot require() ES modules, and says so', t => {
  const folder = makeTree(t, {
    'package.json': '{ "type": "module" }',
    'register.js': 'throw new Error()',
    'app.js': `console.log('runs')`,
  })
  writeCommonJsEntries(folder, PRELOAD)
  const flags = ['--no-experimental-require-module', '--require', './register.cjs']
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, 'app.js'], { cwd: folder, encoding: 'utf8' })
  assert.equal(stdout, 'runs\n')
  assert.match(stderr, /^throughline: [^\n]+; not starting\n$/)
})

test('a preload leaves the thread of module hooks alone', t => {
  const hooks = `data:text/javascript,import { register } from 'node:module'; register('data:text/javascript,')`
  const folder = makeTree(t, {
    'package.json': '{ "type": "module" }',
    'register.js': `import { writeSync } from 'node:fs'\nwriteSync(1, 'started ')\n`,
    'app.js': '',
  })
  writeCommonJsEntries(folder, PRELOAD)
  const flags = ['--no-deprecation', '--require', './register.cjs', '--import', hooks]
  assert.equal(execFileSync(process.execPath, [...flags, 'app.js'], { cwd: folder, encoding: 'utf8' }), 'started ')
})
