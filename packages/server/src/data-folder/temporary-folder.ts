import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where everything goes that is gone when the process exits, unless it is killed by -9. */
export function temporaryDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-'))
  // At 'exit', not after the store closes: a second Ctrl-C ends the process before that.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
