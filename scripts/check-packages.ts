/**
 * Packs what we publish and asks publint and arethetypeswrong about the tarballs: that the files named in `exports`
 * are there, and that `import` and `require` each find code and types of their own kind. Then loads each package both
 * ways: a tracer that exists twice in a process would be two tracers.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPackages } from './build/packages.ts'
import { runTool } from './build/run-tool.ts'
import { readWorkspace } from './build/workspace.ts'

const root = join(import.meta.dirname, '..')

/** Packs `folder` into `target` and returns the path of the tarball. */
function pack(folder: string, target: string): string {
  const args = ['pack', '--json', '--loglevel=error', '--pack-destination', target]
  const { stdout, stderr, status } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm pack failed in ${folder}: ${stderr}`)
  const [{ filename }] = JSON.parse(stdout)
  return join(target, filename)
}

async function assertLoadsOnce(name: string): Promise<void> {
  const require = createRequire(join(root, 'package.json'))
  if (require(name) !== (await import(name))) throw new Error(`require('${name}') and import('${name}') differ`)
}

const target = mkdtempSync(join(tmpdir(), 'throughline-pack-'))
try {
  buildPackages(root)
  for (const { folder, manifest } of readWorkspace(root)) {
    if (manifest.private) continue
    const tarball = pack(folder, target)
    runTool('publint', ['run', tarball, '--strict'], root)
    runTool('attw', [tarball, '--no-emoji'], root)
    // The other entries are programs: loading them would start something.
    if (manifest.exports?.['.']) await assertLoadsOnce(manifest.name)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(target, { recursive: true })
}
