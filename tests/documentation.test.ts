import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const settings = read('docs/settings.md')

const dependencies = read('docs/dependencies.md')
/** The heading under which stands what nobody here asked for by name. */
const BROUGHT_ALONG = '## What these bring along'
const MANIFESTS = ['package.json', ...globSync('packages/*/package.json', { cwd: root })]
const BENCHMARKS = ['bench/package.json']
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: root })

/** The first column of the tables, sorted. */
const documented = (pattern: RegExp): readonly string[] =>
  Array.from(settings.matchAll(pattern), ([, name = '']) => name).sort()

const found = (text: string, pattern: RegExp): readonly string[] => [...new Set(text.match(pattern))].sort()

test('every variable that the SDK reads is in the table of settings, and no other', () => {
  const code = globSync('packages/node/src/settings/!(*.test).ts', { cwd: root }).map(read).join()
  const names = found(code.replaceAll(/\/\*\*.*?\*\//gs, ''), /\b(?:OTEL|THROUGHLINE)_[A-Z_]+[A-Z]\b/g)
  assert.deepEqual(documented(/^\| `((?:OTEL|THROUGHLINE)_\w+)`/gm), names)
})

test('every option of start() is in the table of settings, and no other', () => {
  const [, code = ''] = read('packages/node/src/settings/settings.ts').split('interface StartOptions')
  const [, table = ''] = settings.split('### Options of `start()`')
  const rows = Array.from(table.split('\n## ')[0]?.matchAll(/^\| `(\w+)`/gm) ?? [], ([, name]) => name)
  assert.deepEqual(
    rows,
    Array.from(code.matchAll(/^ {2}readonly (\w+)\?:/gm), ([, name]) => name),
  )
})

test('every option of the command is in the table of settings, and no other', () => {
  const options = found(read('packages/server/src/cli/help.ts').split('Options')[1] ?? '', /(?<=^ {2})--[\w-]+/gm)
  assert.deepEqual(documented(/^\| `(--[\w-]+)`/gm), options)
})

test('every dependency has its line in the list of dependencies, with its licence', () => {
  const manifests = [...MANIFESTS, ...BENCHMARKS].map(path => JSON.parse(read(path)))
  const used = manifests.flatMap(({ dependencies, devDependencies }) =>
    Object.keys({ ...dependencies, ...devDependencies }),
  )
  const theirs = [...new Set(used)].filter(name => !name.startsWith('@throughline/'))
  const [direct = ''] = dependencies.split(BROUGHT_ALONG)
  assert.deepEqual(
    licencesListed(direct),
    theirs.sort().map(name => [name, lockedPackages().find(each => each.name === name)?.licence]),
  )
})

test('what the dependencies bring along has a licence of the usual kind, or a line of its own', () => {
  const [, broughtAlong = ''] = dependencies.split(BROUGHT_ALONG)
  const listed = licencesListed(dependencies)
  const unlisted = lockedPackages().filter(({ name, licence }) => {
    // A package for one platform is listed under the name of the package that it belongs to.
    const line = listed.find(([known]) => name === known || name.startsWith(`${known}-`))
    return !/^(MIT|Apache-2\.0|ISC|0BSD|BSD-\d-Clause|MIT OR Apache-2\.0)$/.test(licence) && line?.[1] !== licence
  })
  assert.deepEqual(unlisted, [])
  const installed = new Set(lockedPackages().map(({ name }) => name))
  assert.deepEqual(
    licencesListed(broughtAlong).filter(([name]) => !installed.has(name)),
    [],
    'nobody brings it any more',
  )
})

test('every file that a document names in the repository exists', () => {
  for (const document of DOCUMENTS) {
    const paths = read(document).matchAll(/(?:\]\(|`)((?:docs|packages|scripts|tests|bench|\.ci)\/[\w./-]*\w)[)`]/g)
    for (const [, path = ''] of paths) assert.ok(existsSync(join(root, path)), `${document} names ${path}`)
    const links = read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)
    for (const [, path = ''] of links) {
      assert.ok(existsSync(join(root, dirname(document), path)), `${document} links to ${path}`)
    }
  }
})

/** Name and licence of each line of a table of dependencies, by name. */
function licencesListed(text: string): readonly (readonly [name: string, licence: string])[] {
  return Array.from(
    text.matchAll(/^\| `([^`]+)` \| [^|]+ \| ([^|]+) \|/gm),
    ([, name = '', licence = '']) => [name, licence] as const,
  ).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Every package that the lock files would install, except those that `scripts/complete-lock.ts` wrote without licence. */
function lockedPackages(): readonly { name: string; licence: string }[] {
  const locks = ['package-lock.json', ...BENCHMARKS.map(path => join(dirname(path), 'package-lock.json'))]
  return locks
    .flatMap(lock =>
      Object.entries<{ license?: string; link?: boolean; optional?: boolean }>(JSON.parse(read(lock)).packages),
    )
    .filter(([path, { link, license, optional }]) => /node_modules/.test(path) && !link && (license || !optional))
    .map(([path, { license = 'none' }]) => ({ name: path.replace(/.*node_modules\//, ''), licence: license }))
}
