/** `npm test [part of a path]`: every test of the workspace, from source, under Node's own runner. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { testFlags } from './test-flags.ts'

const root = join(import.meta.dirname, '..')
const TEST_FILES = ['packages/*/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts', 'scripts/**/*.test.ts']

const wanted = process.argv[2] ?? ''
// The packages that tests use bring tests of their own.
const files = globSync(TEST_FILES, { cwd: root, exclude: ['**/node_modules/**'] })
  .filter(file => file.includes(wanted))
  .sort()

if (files.length === 0) {
  console.error(`throughline: no test file has '${wanted}' in its path`)
  process.exitCode = 1
} else {
  // Standard input stays closed: a test that would ask a person something must fail instead of waiting.
  const { status } = spawnSync(process.execPath, [...testFlags, ...files], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  process.exitCode = status ?? 1
}
