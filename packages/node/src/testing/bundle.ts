import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sourceFlags } from '../source-flags.ts'
import { repository } from './run-app.ts'

/**
 * The SDK as it is published, for apps that are started hundreds of times: from sources a start takes four times as long
 * where Node does not keep what it has stripped of types, which 22.15 does not.
 */
export function installBundle() {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bundle-'))
  const nodeModules = join(folder, 'node_modules')
  execFileSync(process.execPath, [...sourceFlags, join(repository, 'scripts/bundle-sdk.ts'), nodeModules])
  for (const name of ['@opentelemetry', 'signal-exit']) {
    symlinkSync(join(repository, 'node_modules', name), join(nodeModules, name), 'junction')
  }
  return {
    nodeModules,
    flags: ['--import', '@throughline/node/register'],
    remove: () => rmSync(folder, { recursive: true }),
  }
}
