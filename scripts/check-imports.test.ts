import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { importProblems } from './check-imports.ts'
import { makeTree } from './testing/make-tree.ts'

/** What the check says about one file in an otherwise empty workspace. */
function problemsOf(t: TestContext, path: string, text: string): readonly string[] {
  return importProblems(makeTree(t, { [path]: text }))
}

test('an edge of the table is allowed', t => {
  assert.deepEqual(problemsOf(t, 'packages/server/src/a.ts', `import { openStore } from '@throughline/store'`), [])
})

test('an edge that is not in the table is named with its place', t => {
  const [problem, ...rest] = problemsOf(t, 'packages/store/src/a.ts', `\n\nimport { main } from 'throughline/main'`)
  assert.equal(problem, `packages/store/src/a.ts:3: imports 'throughline/main': store may not import server`)
  assert.deepEqual(rest, [])
})

test('exports, dynamic imports, types and require are imports too', t => {
  for (const text of [
    `export * from '@throughline/node'`,
    `export { x } from '@throughline/node'`,
    `export const x = import('@throughline/node')`,
    'export const x = import(`@throughline/node`)',
    `export type X = import('@throughline/node').X`,
    `require('@throughline/node')`,
  ]) {
    assert.equal(problemsOf(t, 'packages/ui/src/a.ts', text).length, 1, text)
  }
})

test('a package in the folder but not in the table must get a row', t => {
  assert.match(String(problemsOf(t, 'packages/traceql/src/a.ts', `import 'x'`)), /has no row in the table/)
})

test('the wire types take types of the wire format, and nothing that runs', t => {
  assert.deepEqual(problemsOf(t, 'packages/api/src/a.ts', `import type { Span } from '@throughline/otlp'`), [])
  assert.match(
    String(problemsOf(t, 'packages/api/src/a.ts', `import { ok } from '@throughline/otlp'`)),
    /only types of otlp/,
  )
})

test('what runs in browsers has no Node module, except in its tests', t => {
  const text = `import { readFileSync } from 'node:fs'`
  assert.match(String(problemsOf(t, 'packages/otlp/src/a.ts', text)), /runs in browsers too/)
  assert.match(String(problemsOf(t, 'packages/ui/src/a.tsx', text)), /runs in browsers too/)
  assert.match(
    String(problemsOf(t, 'packages/ui/src/a.tsx', `import { readFileSync } from 'fs'`)),
    /runs in browsers too/,
  )
  assert.deepEqual(problemsOf(t, 'packages/otlp/src/a.test.ts', text), [])
  assert.deepEqual(problemsOf(t, 'packages/otlp/src/testing/a.ts', text), [])
})

test('the wire format has no dependency and the SDK only those of OpenTelemetry', t => {
  assert.match(String(problemsOf(t, 'packages/otlp/src/a.ts', `import 'long'`)), /may not use this library/)
  assert.match(String(problemsOf(t, 'packages/node/src/a.ts', `import 'lodash'`)), /may not use this library/)
  assert.match(String(problemsOf(t, 'packages/node/src/a.ts', `import '@opentelemetry/sdk-trace'`)), /may not use/)
  assert.deepEqual(problemsOf(t, 'packages/node/src/a.ts', `import '@opentelemetry/sdk-metrics'`), [])
})

test('only tests may use the testing helpers of a package beyond the table', t => {
  const text = `import { everyField } from '@throughline/otlp/testing'`
  assert.deepEqual(problemsOf(t, 'packages/ui/src/a.test.ts', text), [])
  assert.match(String(problemsOf(t, 'packages/ui/src/a.ts', text)), /ui may not import otlp/)
})

test('a relative path neither leaves its package nor enters another', t => {
  assert.deepEqual(problemsOf(t, 'packages/otlp/src/wire/a.ts', `import '../limits.ts'`), [])
  assert.match(
    String(problemsOf(t, 'packages/otlp/src/a.ts', `import '../../store/src/a.ts'`)),
    /enters packages\/store/,
  )
  assert.match(String(problemsOf(t, 'packages/otlp/src/a.ts', `import '../../../scripts/a.ts'`)), /leaves its package/)
  assert.match(String(problemsOf(t, 'tests/a.test.ts', `import '../packages/otlp/src/a.ts'`)), /enters packages\/otlp/)
})

test('a file is read whatever its ending', t => {
  for (const ending of ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs']) {
    assert.equal(problemsOf(t, `packages/store/src/a.${ending}`, `require('throughline/main')`).length, 1, ending)
  }
})

test('what only looks like an import is none', t => {
  assert.deepEqual(
    problemsOf(t, 'packages/otlp/src/a.ts', `// import 'x'\nexport const text = "import 'throughline'"`),
    [],
  )
})
