import { userInfo } from 'node:os'
import { basename } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import type { Detector } from './detector.ts'

export const detectProcess: Detector = () => ({
  'process.pid': process.pid,
  'process.executable.name': basename(process.execPath),
  'process.executable.path': process.execPath,
  // A worker thread has arguments of its own, which are not those of the process.
  'process.command': isMainThread ? process.argv[1] : undefined,
  'process.command_args': isMainThread ? commandArgs(process.execArgv, process.argv) : undefined,
  'process.runtime.name': 'nodejs',
  'process.runtime.version': process.versions.node,
  'process.runtime.description': 'Node.js',
  'process.owner': owner(),
})

/**
 * Arguments are a common place for passwords, and nobody can tell which ones are. Of the app's own, the names of options
 * are told and nothing else; of Node's, all but code.
 */
export function commandArgs(execArgv: readonly string[], [executable = '', script = '', ...args]: readonly string[]) {
  const isCode = (i: number): boolean => /^(-e|-p|-pe|--eval|--print)$/.test(execArgv[i - 1] ?? '')
  const flags = execArgv.filter((_, i) => !isCode(i)).map(flag => flag.replace(/^(--eval|--print)=.*/s, '$1'))
  const options = args.filter(arg => arg.startsWith('-')).map(arg => /^--?[\w-]*/.exec(arg)?.[0] ?? '')
  return [executable, ...flags, script, ...options].filter(arg => arg !== '')
}

function owner(): string | undefined {
  try {
    return userInfo().username
  } catch {
    // A container may run as a user that it does not know.
    return undefined
  }
}
