/** `npm run check`: everything that can be said about the code without running it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const tool = (name: string): string => join('node_modules/.bin', name)

/** Longest first, so that the short ones fill the gaps. */
const STEPS: readonly (readonly [name: string, ...command: string[]])[] = [
  ['packages', 'scripts/check-packages.ts'],
  ['types', tool('tsc'), '-p', 'tsconfig.check.json'],
  ['types of the tests', tool('tsc'), '-p', 'tests'],
  ['types of the page', tool('tsc'), '-p', 'packages/ui'],
  ['dead code', tool('knip'), '--no-progress', '--treat-config-hints-as-errors'],
  ['format and lint', tool('biome'), 'check', '--error-on-warnings', '--colors=off'],
  ['imports', 'scripts/check-imports.ts'],
  ['ratchet', 'scripts/check-ratchet.ts'],
  ['lock', 'scripts/complete-lock.ts', '--check'],
]

/** Steps that run at once. Two, because each keeps a core busy and CI has two. */
const PARALLEL = 2

interface Outcome {
  readonly code: number | null
  readonly output: string
}

function run(command: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text))
    child.on('error', reject)
    child.on('close', code => resolve({ code, output }))
  })
}

const startMs = performance.now()
const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`
const waiting = [...STEPS]
const failed: string[] = []

async function worker(): Promise<void> {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const [name, ...command] = step
    const stepStartMs = performance.now()
    const { code, output } = await run(command)
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds(stepStartMs)})`)
    if (code === 0) continue
    failed.push(name)
    console.log(output.trimEnd().replace(/^/gm, '  '))
  }
}

await Promise.all(Array.from({ length: PARALLEL }, worker))
console.log(
  failed.length === 0
    ? `all ${STEPS.length} checks passed in ${seconds(startMs)}`
    : `${failed.length} of ${STEPS.length} checks failed in ${seconds(startMs)}: ${failed.join(', ')}`,
)
process.exitCode = failed.length === 0 ? 0 : 1
