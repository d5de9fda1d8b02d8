import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runTool } from './run-tool.ts'

/** All that the page is made of; the lock stands for its dependencies. */
const INPUTS = [
  'packages/ui/{index.html,package.json,tsconfig.json,vite.config.ts}',
  'packages/ui/{src,public}/**',
  'packages/api/src/**',
  'package-lock.json',
]

/** Builds the page by Vite into the folder that the server serves, unless it was built from these very inputs. */
export function buildPage(root: string): void {
  const stamp = join(root, 'node_modules/.throughline/page')
  const digest = digestOf(root, INPUTS)
  const isFresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest
  if (isFresh && existsSync(join(root, 'packages/server/page/index.html'))) return
  runTool('vite', ['build', '--logLevel=warn'], join(root, 'packages/ui'))
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, digest)
}

function digestOf(root: string, patterns: readonly string[]): string {
  const hash = createHash('sha256')
  const files = globSync(patterns, { cwd: root }).filter(file => statSync(join(root, file)).isFile())
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}
