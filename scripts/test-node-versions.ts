/** `npm run test:node-versions`: the tests of the SDK, its tarballs among them, under each other Node that it supports. */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { bringNode } from './node-versions/bring-node.ts'
import { runTests } from './node-versions/run-tests.ts'

const root = join(import.meta.dirname, '..')

/**
 * The oldest that works (`engines` of the SDK), and the newest of each line with long-term support or the promise of it,
 * without that of 24: it is the workspace's own, under which `npm test` runs. In full, so that a run can be repeated and a
 * new one is a commit.
 */
const VERSIONS = ['22.15.0', '22.23.3', '26.10.0']

/** The SDK, and the one package of ours that it loads. */
const files = globSync('packages/{node,otlp}/src/**/*.test.ts', { cwd: root }).sort()

const rows: string[] = []
for (const version of VERSIONS) {
  const binary = bringNode(root, version)
  console.log(`Node ${version}: running ${files.length} test files…`)
  const startMs = performance.now()
  const { passed, passCount, failCount, failures } = await runTests(binary, files, root)
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  if (!passed) {
    console.log(failures.replace(/^/gm, '  '))
    process.exitCode = 1
  }
  const cells = [`Node ${version}`.padEnd(14), `${passCount} passed`.padStart(11), `${failCount} failed`.padStart(11)]
  rows.push(`${passed ? 'ok    ' : 'FAILED'} ${cells.join('')}  ${seconds.padStart(6)} s`)
}
console.log(`\n${rows.join('\n')}`)
