import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Manifest } from './workspace.ts'

/**
 * Writes the files that the `require` conditions of `manifest` name. Each is one line that requires the ESM file next
 * to it, which Node can since 22.15: one copy of the code however it is loaded, where a second build would give two
 * tracer providers in one process.
 */
export function writeCommonJsEntries(folder: string, manifest: Manifest): void {
  for (const [subpath, conditions] of Object.entries(manifest.exports ?? {})) {
    if (typeof conditions === 'string' || !conditions.require) continue
    const { types, default: code } = conditions.require
    const use = subpath === './register' ? inAppThread : 'module.exports = '
    write(join(folder, code), `${use}require('./${basename(code, '.cjs')}.js')\n`)
    write(join(folder, types), `export * from './${basename(types, '.d.cts')}.js'\n`)
  }
}

/**
 * An app's `--require` is obeyed in Node's own thread for `module.register()` hooks too. Nothing is to be traced there, and
 * Node 22 cannot require ESM in it: without this, an app with such hooks (ts-node, tsx) would not start. Nor would one under
 * a Node that cannot anywhere: before 22.12, or by `--no-experimental-require-module`.
 */
const inAppThread = `const { isInternalThread } = require('node:worker_threads')
if (!isInternalThread && !process.features.require_module) {
  console.error('throughline: --require needs Node 22.15 or newer, which can require() ES modules; not starting')
} else if (!isInternalThread) `

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
