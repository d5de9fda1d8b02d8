/** `npm test [part of a path]`: every test of the workspace, from source, under Node's own runner. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const TEST_FILES = ['packages/*/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts', 'scripts/**/*.test.ts']

/** Files at once. Most of them wait for a process or a socket, so two on two cores finish sooner than one. */
const FILES_AT_ONCE = 2

/** No test is near it; a hung one must end while somebody still looks at the log. */
const TEST_TIMEOUT_MS = 180_000

const wanted = process.argv[2] ?? ''
const files = globSync(TEST_FILES, { cwd: root })
  .filter(file => file.includes(wanted))
  .sort()

if (files.length === 0) {
  console.error(`throughline: no test file has '${wanted}' in its path`)
  process.exitCode = 1
} else {
  const options = [
    '--conditions=throughline-source',
    '--test',
    '--test-reporter=spec',
    `--test-concurrency=${FILES_AT_ONCE}`,
    `--test-timeout=${TEST_TIMEOUT_MS}`,
  ]
  // Standard input stays closed: a test that would ask a person something must fail instead of waiting.
  const { status } = spawnSync(process.execPath, [...options, ...files], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  process.exitCode = status ?? 1
}
