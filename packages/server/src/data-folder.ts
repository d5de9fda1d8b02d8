import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { DataPlace } from './cli/args.ts'

/** The folder for the store. In-memory mode gets one that is removed when the process exits, unless it is killed by -9. */
export function chooseDataFolder(place: DataPlace): string {
  if (place.kind === 'folder') return resolve(place.folder)
  const folder = mkdtempSync(join(tmpdir(), 'throughline-'))
  // At 'exit', not after the store closes: a second Ctrl-C ends the process before that.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
