import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Manifest } from './workspace.ts'

/**
 * Writes the files that the `require` conditions of `manifest` name. Each is one line that requires the ESM file next
 * to it, which Node can since 22.15: one copy of the code however it is loaded, where a second build would give two
 * tracer providers in one process.
 */
export function writeCommonJsEntries(folder: string, manifest: Manifest): void {
  for (const conditions of Object.values(manifest.exports ?? {})) {
    if (typeof conditions === 'string' || !conditions.require) continue
    const { types, default: code } = conditions.require
    write(join(folder, code), `module.exports = require('./${basename(code, '.cjs')}.js')\n`)
    write(join(folder, types), `export * from './${basename(types, '.d.cts')}.js'\n`)
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
