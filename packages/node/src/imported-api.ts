import { readFileSync } from 'node:fs'
import nodeModule, { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ApiCopy } from './api-copies.ts'

/**
 * The copy of the API that ES modules get beside us: that of the app, wherever npm found that one will do for both. The
 * copies that are required are met when they are; this one has to be loaded for it, which takes 15 ms, if the app has not.
 */
export function importedApi(): ApiCopy | undefined {
  try {
    return createRequire(import.meta.url)(fileURLToPath(import.meta.resolve('@opentelemetry/api')))
  } catch {
    return undefined
  }
}

/** Whether the app is made of ES modules, as far as the name and the package of its first file tell. */
export function isEsmApp(): boolean {
  const [, entry] = process.argv
  if (entry === undefined || /\.c[jt]s$/.test(entry)) return false
  return /\.m[jt]s$/.test(entry) || typeOf(entry) === 'module'
}

function typeOf(file: string): unknown {
  try {
    // A property, not a named import: an old Node that has none would refuse to load this.
    const manifest = nodeModule.findPackageJSON(pathToFileURL(file))
    return manifest === undefined ? undefined : JSON.parse(readFileSync(manifest, 'utf8')).type
  } catch {
    return undefined
  }
}
