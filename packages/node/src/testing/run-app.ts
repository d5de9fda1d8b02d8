import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sourceFlags } from '../source-flags.ts'

export const repository = fileURLToPath(new URL('../../../..', import.meta.url))

export interface TestApp {
  readonly process: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves with the first line on stdout for which `matches` is true. */
  line(matches: (line: string) => boolean): Promise<string>
  /** The same on stderr. */
  errorLine(matches: (line: string) => boolean): Promise<string>
  /** Resolves with the exit code. */
  exited: Promise<number | null>
}

export interface AppOptions {
  /** File name: its ending says how Node reads it. */
  readonly file: string
  readonly source: string
  /** What else lies in the app's folder, by name. */
  readonly files?: Readonly<Record<string, string>>
  /** Node's flags. Default: the zero-code start by `--import`. */
  readonly flags?: readonly string[]
  readonly env?: Record<string, string>
  /** The packages that the app finds. Default: the workspace's. */
  readonly nodeModules?: string
  /** A folder of `tests/libraries`, whose packages the app finds first: `ioredis-6`. */
  readonly library?: string | undefined
}

export const importFlags: readonly string[] = [...sourceFlags, '--import', '@throughline/node/register']
export const requireFlags: readonly string[] = [...sourceFlags, '--require', '@throughline/node/register']

/** Runs an app in a process and a folder of its own, with packages installed. */
export function runApp({
  file,
  source,
  files = {},
  flags = importFlags,
  env = {},
  nodeModules = join(repository, 'node_modules'),
  library,
}: AppOptions): TestApp {
  const folder = library === undefined ? folderWith(nodeModules) : folderAt(library)
  for (const [name, text] of Object.entries({ ...files, [file]: source })) writeFileSync(join(folder, name), text)
  const { NODE_OPTIONS: _ours, ...inherited } = process.env
  const child = spawn(process.execPath, [...flags, join(folder, file)], {
    cwd: folder,
    env: { ...inherited, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // An app that hangs is a failed test, not a test run that hangs.
    timeout: 30_000,
    killSignal: 'SIGKILL',
  })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const exited = once(child, 'close').then(([code]) => {
    rmSync(folder, { recursive: true })
    return code as number | null
  })
  return { process: child, stdout: stdout.text, stderr: stderr.text, exited, line: stdout.line, errorLine: stderr.line }
}

function folderWith(nodeModules: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-node-'))
  symlinkSync(nodeModules, join(folder, 'node_modules'), 'junction')
  return folder
}

const folderAt = (library: string): string => mkdtempSync(join(repository, 'tests/libraries', library, '.app-'))

function collect(stream: NodeJS.ReadableStream) {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    text += chunk
  })
  const line = (matches: (line: string) => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const check = () => {
        const found = text.split('\n').find(matches)
        if (found !== undefined) resolve(found)
      }
      stream.on('data', check)
      stream.on('end', () => reject(new Error(`the app ended without the line; it wrote: ${text}`)))
      check()
    })
  return { text: () => text, line }
}
