/**
 * Packs what we publish, looks for what has to be in every tarball, and asks publint and arethetypeswrong about them:
 * that the files named in `exports` are there, and that `import` and `require` each find code and types of their own
 * kind. Then loads each package both ways: a tracer that exists twice in a process would be two tracers.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPackages } from './build/packages.ts'
import { buildPage } from './build/page.ts'
import { runTool } from './build/run-tool.ts'
import { readWorkspace } from './build/workspace.ts'
import { missingIn, pack } from './tarball.ts'

const root = join(import.meta.dirname, '..')

async function assertLoadsOnce(name: string): Promise<void> {
  const require = createRequire(join(root, 'package.json'))
  if (require(name) !== (await import(name))) throw new Error(`require('${name}') and import('${name}') differ`)
}

const target = mkdtempSync(join(tmpdir(), 'throughline-pack-'))
try {
  await buildPackages(root)
  buildPage(root)
  for (const { folder, manifest } of readWorkspace(root)) {
    if (manifest.private) continue
    const tarball = pack(folder, target)
    const missing = missingIn(tarball, manifest)
    if (missing.length > 0) throw new Error(`the tarball of ${manifest.name} lacks ${missing.join(', ')}`)
    runTool('publint', ['run', tarball.path, '--strict'], root)
    runTool('attw', [tarball.path, '--no-emoji'], root)
    // The other entries are programs: loading them would start something.
    if (manifest.exports?.['.']) await assertLoadsOnce(manifest.name)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(target, { recursive: true })
}
