/**
 * `npm run test:transparency [NAME]`: the test suites of packages that others have published, once as they are and once
 * traced without a change. Every test must come out the same.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startCounter } from '../tests/transparency/counter.ts'
import { differencesBetween } from '../tests/transparency/differences.ts'
import { installSuite } from '../tests/transparency/install-suite.ts'
import { runSuite } from '../tests/transparency/outcomes.ts'
import { type Suite, suites } from '../tests/transparency/suites.ts'
import { buildBundles } from './build/bundles.ts'

const root = join(import.meta.dirname, '..')
const cache = join(root, 'node_modules/.cache/throughline/transparency')
/** Built apart: who builds the workspace meanwhile does not change what is tested. */
const sdk = join(cache, 'sdk')
const register = pathToFileURL(join(sdk, 'node/dist/register.js')).href

/** A test that comes out differently is run so often in both ways before it counts: some fail now and then on their own. */
const REPEATS = 2

mkdirSync(sdk, { recursive: true })
writeFileSync(join(sdk, 'package.json'), '{"type":"module"}')
await buildBundles(root, name => join(sdk, name))
const wanted = process.argv[2] ?? ''
for (const suite of suites.filter(({ name }) => name.includes(wanted))) await compare(suite)

async function compare(suite: Suite): Promise<void> {
  const label = `${suite.name} ${suite.version}`
  console.log(`${label}: installing…`)
  const folder = installSuite(suite, cache)
  const counter = await startCounter()
  const traced = {
    ...process.env,
    NODE_OPTIONS: `--import ${register}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: counter.url,
    OTEL_METRICS_EXPORTER: 'none',
  }
  const both = async (files: readonly string[]) =>
    differencesBetween(await runSuite(suite, folder, files, process.env), await runSuite(suite, folder, files, traced))

  let { testCount, differences, failedCount } = await both([suite.files])
  for (let i = 0; i < REPEATS && differences.length > 0; i++) {
    const files = [...new Set(differences.map(({ file }) => file))]
    const again = await both(files)
    differences = differences.filter(one => again.differences.some(({ id }) => id === one.id))
  }
  await counter.close()

  const wrong = testCount === 0 || counter.spanCount() === 0 || differences.length > 0
  if (wrong) process.exitCode = 1
  for (const { id, untraced, traced: other, error } of differences) {
    console.log(
      `  ${id}: ${untraced} untraced, ${other} traced${error === undefined ? '' : `: ${error.split('\n')[0]}`}`,
    )
  }
  const failed = failedCount === 0 ? '' : ` (${failedCount} fail in both)`
  console.log(
    `${wrong ? 'FAILED' : 'ok'}     ${label}: ${testCount} tests${failed}, ${differences.length} come out differently; ` +
      `${counter.spanCount()} spans`,
  )
}
