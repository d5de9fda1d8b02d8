import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const settings = read('docs/settings.md')

const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: root })

/** The first column of the tables, sorted. */
const documented = (pattern: RegExp): readonly string[] =>
  Array.from(settings.matchAll(pattern), ([, name = '']) => name).sort()

const found = (text: string, pattern: RegExp): readonly string[] => [...new Set(text.match(pattern))].sort()

test('every variable that the SDK reads is in the table of settings, and no other', () => {
  const code = globSync('packages/node/src/settings/!(*.test).ts', { cwd: root }).map(read).join()
  const names = found(code.replaceAll(/\/\*\*.*?\*\//gs, ''), /\bOTEL_[A-Z_]+[A-Z]\b/g)
  assert.deepEqual(documented(/^\| `(OTEL_\w+)`/gm), names)
})

test('every option of the command is in the table of settings, and no other', () => {
  const options = found(read('packages/server/src/cli/help.ts').split('Options')[1] ?? '', /(?<=^ {2})--\w+/gm)
  assert.deepEqual(documented(/^\| `(--\w+)`/gm), options)
})

test('every dependency of a package has its line in the list of dependencies', () => {
  const listed = documentedDependencies()
  const manifests = ['package.json', ...globSync('packages/*/package.json', { cwd: root })].map(path =>
    JSON.parse(read(path)),
  )
  const used = manifests.flatMap(({ dependencies = {}, devDependencies = {} }) => [
    ...Object.keys(dependencies),
    ...Object.keys(devDependencies),
  ])
  const theirs = used.filter(name => !name.startsWith('@throughline/'))
  assert.deepEqual(listed, [...new Set(theirs)].sort())
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

function documentedDependencies(): readonly string[] {
  return Array.from(read('docs/dependencies.md').matchAll(/^\| `([^`]+)`/gm), ([, name = '']) => name).sort()
}
