/**
 * Builds what is published and served: every package's `dist` by `tsc -b`, the CommonJS entries beside it, and the
 * page by Vite. Development and tests need none of it but the page: they run the sources.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeCommonJsEntries } from './build/commonjs-entries.ts'
import { readWorkspace } from './build/workspace.ts'

const root = join(import.meta.dirname, '..')
const pageStamp = join(root, 'node_modules/.throughline/page')

/** All that the page is made of; the lock stands for its dependencies. */
const PAGE_INPUTS = [
  'packages/ui/{index.html,package.json,tsconfig.json,vite.config.ts}',
  'packages/ui/{src,public}/**',
  'packages/api/src/**',
  'package-lock.json',
]

function buildPackages(): void {
  runTool('tsc', ['-b', '--pretty'], root)
  for (const { folder, manifest } of readWorkspace(root)) writeCommonJsEntries(folder, manifest)
}

function buildPage(): void {
  const digest = pageDigest()
  const isFresh = existsSync(pageStamp) && readFileSync(pageStamp, 'utf8') === digest
  if (isFresh && existsSync(join(root, 'packages/server/page/index.html'))) return
  runTool('vite', ['build', '--logLevel=warn'], join(root, 'packages/ui'))
  mkdirSync(dirname(pageStamp), { recursive: true })
  writeFileSync(pageStamp, digest)
}

function pageDigest(): string {
  const hash = createHash('sha256')
  const files = globSync(PAGE_INPUTS, { cwd: root }).filter(file => statSync(join(root, file)).isFile())
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** Our own Node, not the one in PATH: the tools would start under Node 20 but then load packages made for 22.15. */
function runTool(name: string, args: readonly string[], cwd: string): void {
  const tool = join(root, 'node_modules/.bin', name)
  const { status } = spawnSync(process.execPath, [tool, ...args], { cwd, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${name} ${args[0]} failed; its reason is above`)
}

function step(name: string, build: () => void): void {
  const startMs = performance.now()
  build()
  console.log(`${name.padEnd(9)} ready (${((performance.now() - startMs) / 1000).toFixed(1)} s)`)
}

try {
  step('packages', buildPackages)
  step('page', buildPage)
} catch (error) {
  console.error(`throughline: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
