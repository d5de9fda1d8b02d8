import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { canHook, type EsExports, onEsModule } from './es-modules.ts'
import { onFile, onPackage, type PackageFile } from './packages.ts'

const files = {
  'node_modules/thing/package.json': '{"name": "thing", "main": "lib/index.js"}',
  'node_modules/thing/lib/index.js': `exports.part = require('./part'); exports.folder = require('./folder')`,
  'node_modules/thing/lib/part.js': `exports.name = 'part'; exports.whole = require('./index')`,
  'node_modules/thing/lib/folder/index.js': `exports.name = 'folder'`,
  'node_modules/@scope/thing/package.json': '{"name": "@scope/thing"}',
  'node_modules/@scope/thing/index.js': `exports.name = 'scoped'`,
  'node_modules/modern/package.json': '{"name": "modern", "type": "module", "exports": "./index.js"}',
  'node_modules/modern/index.js': `
    export const fixed = 1
    export function greet() { return 'hello' }
    export class Greeter { greet() { return greet() } }`,
  'own/package.json': '{"name": "own", "main": "main.js"}',
  'own/main.js': `exports.name = 'own'`,
}

describe('a package that is loaded', () => {
  let folder = ''
  let stops: (() => void)[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-packages-'))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  })
  afterEach(() => {
    for (const stop of stops) stop()
    stops = []
    rmSync(folder, { recursive: true })
  })
  const load = (id: string) => createRequire(join(folder, 'app.js'))(id)
  const importFile = (path: string) => import(pathToFileURL(join(folder, path)).href)
  const watch = (name: string): PackageFile[] => {
    const seen: PackageFile[] = []
    // Those of the tests before this one stay loaded.
    stops.push(onPackage(name, file => file.folder.startsWith(folder) && seen.push(file)))
    return seen
  }
  const pathsOf = (seen: readonly PackageFile[]) => seen.map(({ path }) => path)

  test('shows each of its files once, when it is complete', () => {
    const seen = watch('thing')
    const thing = load('thing')
    load('thing')
    load('thing/lib/part')
    assert.deepEqual(pathsOf(seen), ['lib/part.js', 'lib/folder/index.js', 'lib/index.js'])
    assert.equal(seen[2]?.exports, thing)
    assert.equal(seen[2]?.folder, join(folder, 'node_modules/thing'))
  })

  test('is shown where it was loaded before', () => {
    load('thing')
    assert.deepEqual(pathsOf(watch('thing')).sort(), ['lib/folder/index.js', 'lib/index.js', 'lib/part.js'])
  })

  test('is shown where an ES module imports it', async () => {
    const seen = watch('thing')
    await importFile('node_modules/thing/lib/index.js')
    assert.ok(pathsOf(seen).includes('lib/index.js'))
  })

  test('is known by its scope and name', () => {
    const seen = watch('@scope/thing')
    load('@scope/thing')
    load('thing')
    assert.deepEqual(pathsOf(seen), ['index.js'])
  })

  test("is known where it is a package of the app's own repository", () => {
    symlinkSync(join(folder, 'own'), join(folder, 'node_modules/own'), 'junction')
    const seen = watch('own')
    load('own')
    assert.deepEqual(seen, [{ folder: join(folder, 'own'), path: 'main.js', exports: { name: 'own' } }])
  })

  test('is not shown when nobody is interested any more', () => {
    const seen = watch('thing')
    for (const stop of stops) stop()
    load('thing')
    assert.deepEqual(seen, [])
  })

  test('is loaded although whoever looks at it throws', () => {
    stops.push(
      onFile('thing', 'lib/index.js', () => {
        throw new Error('ours')
      }),
    )
    assert.equal(load('thing').part.name, 'part')
  })

  test('as an ES module hands over what is asked for, before it is imported', { skip: !canHook }, async () => {
    let handed: EsExports = {}
    stops.push(
      onEsModule('modern/index.js', ['greet', 'Greeter', 'missing'], exports => {
        handed = exports
        exports.greet = () => 'hi'
      }),
    )
    const modern = await importFile('node_modules/modern/index.js')
    assert.equal(handed.Greeter, modern.Greeter)
    assert.equal(handed.missing, undefined)
    assert.equal(modern.greet(), 'hi')
    assert.equal(new modern.Greeter().greet(), 'hi')
  })

  test('as an ES module is the same for whoever requires it', { skip: !canHook }, () => {
    stops.push(
      onEsModule('modern/index.js', ['greet'], exports => {
        exports.greet = () => 'hi'
      }),
    )
    assert.equal(load('modern').greet(), 'hi')
  })

  test('as an ES module is loaded although whoever looks at it throws, as by a constant that cannot be replaced', {
    skip: !canHook,
  }, async () => {
    stops.push(
      onEsModule('modern/index.js', ['fixed'], exports => {
        exports.fixed = 2
      }),
    )
    const modern = await importFile('node_modules/modern/index.js')
    assert.deepEqual([modern.fixed, modern.greet()], [1, 'hello'])
  })

  test('as an ES module is as it is where nobody is interested', async () => {
    onEsModule('modern/index.js', ['greet'], exports => {
      exports.greet = () => 'hi'
    })()
    assert.equal((await importFile('node_modules/modern/index.js')).greet(), 'hello')
  })
})
