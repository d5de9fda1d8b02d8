import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Suite } from './suites.ts'

/** Brings a suite from npm into `cache`, once for each version; gives the folder of its package. */
export function installSuite({ name, version, testDependencies }: Suite, cache: string): string {
  const place = join(cache, `${name.replace('/', '-')}-${version}`)
  // As an app has it: an instrumentation knows a library by its place in `node_modules`.
  const folder = join(place, 'node_modules', name)
  const installed = join(place, 'installed')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === JSON.stringify(testDependencies)) return folder
  mkdirSync(dirname(folder), { recursive: true })
  const packed =
    npm(['pack', `${name}@${version}`, '--silent'], place)
      .trim()
      .split('\n')
      .at(-1) ?? ''
  execFileSync('tar', ['-xzf', packed], { cwd: place })
  renameSync(join(place, 'package'), folder)
  const manifestFile = join(folder, 'package.json')
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  const { prepare: _prepare, ...scripts } = manifest.scripts
  writeFileSync(manifestFile, JSON.stringify({ ...manifest, scripts, devDependencies: testDependencies }, undefined, 2))
  npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], folder)
  writeFileSync(installed, JSON.stringify(testDependencies))
  return folder
}

const npm = (args: readonly string[], cwd: string): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
