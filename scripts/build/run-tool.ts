import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const BIN = join(import.meta.dirname, '../../node_modules/.bin')

/**
 * Runs a command-line tool of the workspace in `cwd`, its output ours; throws when it fails. Under our own Node, not
 * the one in PATH: the tools would start under Node 20, but what they load is made for 22.15.
 */
export function runTool(name: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(process.execPath, [join(BIN, name), ...args], { cwd, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${name} ${args.join(' ')} failed; its reason is above`)
}
