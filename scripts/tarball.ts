import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Manifest } from './build/workspace.ts'

export interface Tarball {
  readonly path: string
  /** Paths inside the package. */
  readonly files: readonly string[]
}

/** Packs `folder` into `target`, as npm publishes it. */
export function pack(folder: string, target: string): Tarball {
  const args = ['pack', '--json', '--loglevel=error', '--pack-destination', target]
  const { stdout, stderr, status } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm pack failed in ${folder}: ${stderr}`)
  const [{ filename, files }] = JSON.parse(stdout)
  return { path: join(target, filename), files: files.map((file: { path: string }) => file.path) }
}

/** What `tarball` has to hold and does not: npm leaves out without a word what `files` names and nobody has built. */
export function missingIn(tarball: Tarball, { files = [] }: Manifest): readonly string[] {
  const folders = files.filter(path => !path.startsWith('!')).map(path => `${path}/`)
  return ['LICENSE', 'README.md', ...folders].filter(path => !tarball.files.some(file => file.startsWith(path)))
}
