import { readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, sep } from 'node:path'
import { maxDetectedFileBytes } from '../limits.ts'
import type { Environment } from '../settings/environment.ts'

/** Where detectors look. Never a process or the network: what asks those would hold up the app's first request. */
export interface Surroundings {
  readonly environment: Environment
  /** The app's own folder and those above it. */
  readonly folders: readonly string[]
  /** The text of a small file, without the space around it; undefined where it cannot be read. */
  readonly read: (path: string) => string | undefined
}

export const ownSurroundings = (): Surroundings => ({
  environment: process.env,
  folders: foldersFrom(appFolder(process.argv[1])),
  read: readSmallFile,
})

/**
 * From the main script on, which `node .` leaves a folder. A script of a package, as that of `next start` or of a pool's
 * threads, was started in the folder of the app.
 */
export function appFolder(script: string | undefined): string | undefined {
  if (script !== undefined && isAbsolute(script) && !script.split(sep).includes('node_modules')) return script
  try {
    return process.cwd()
  } catch {
    // It may have been removed.
    return undefined
  }
}

export function foldersFrom(folder: string | undefined): readonly string[] {
  if (folder === undefined) return []
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...foldersFrom(above)]
}

export function readSmallFile(path: string): string | undefined {
  try {
    return statSync(path).size > maxDetectedFileBytes ? undefined : readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
