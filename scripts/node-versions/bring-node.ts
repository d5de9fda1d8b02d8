import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The path of Node `version`, which the npm package `node` brings as it does our own. It stays in a folder that git
 * ignores, so that the next run needs no network.
 */
export function bringNode(root: string, version: string): string {
  if (version === process.versions.node) return process.execPath
  const folder = join(root, 'node_modules/.cache/throughline', `node-${version}`)
  const binary = join(folder, 'node_modules/node/bin/node')
  if (!runs(binary, version)) install(folder, version)
  if (!runs(binary, version)) throw new Error(`the npm package "node" brought no Node ${version} to ${folder}`)
  return binary
}

const runs = (binary: string, version: string): boolean =>
  spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${version}`

function install(folder: string, version: string): void {
  mkdirSync(folder, { recursive: true })
  // The script of `node` fetches the binary, and npm wants to hear that a script may run.
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }))
  const args = ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--loglevel=error', `node@${version}`]
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`npm could not install node@${version}; its reason is above`)
}
