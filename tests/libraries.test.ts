import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8')

/** Instrumentations of what Node itself brings: nothing that is installed. */
const ofNode = new Set(['console', 'http', 'sqlite'])

/** The server may not import the SDK, so this is where the two meet. */
test('bootstrap counts as traced by the SDK what the SDK has an instrumentation for, and nothing else', () => {
  const [, names = ''] =
    /instrumentationNames = \[(.*?)\]/s.exec(read('packages/node/src/instrumentation/names.ts')) ?? []
  const instrumentations = Array.from(names.matchAll(/'([^']+)'/g), ([, name]) => name)
  const table = read('packages/server/src/bootstrap/libraries.ts')
  const rows = table.matchAll(/^ {2}own\('([^']+)', \[[\d, ]*\](?:, '([^']+)')?\)/gm)
  const known = new Set(Array.from(rows, ([, name, instrumentation]) => instrumentation ?? name))
  assert.deepEqual([...known].sort(), instrumentations.filter(name => !ofNode.has(name ?? '')).sort())
})
