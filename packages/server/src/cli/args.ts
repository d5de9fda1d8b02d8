import { parseArgs } from 'node:util'
import { err, ok, type Result } from '@throughline/otlp'
import type { Override } from '../config/load-config.ts'
import type { Path } from '../config/shape.ts'
import { parseAddress } from './address.ts'
import { findProblem, meant } from './words.ts'

/** What the words after `up` say; the rest is said by the file of settings, or by defaults. */
export interface UpFlags {
  readonly config: string | undefined
  /** Options that are settings as well, and win over the file. */
  readonly overrides: readonly Override[]
  readonly memory: boolean
  readonly demo: boolean
  readonly open: boolean
}

/** What `throughline config` does: of `show` and `schema`, the file is what there may be, or is none. */
export type ConfigCommand =
  | { readonly action: 'check'; readonly file: string }
  | { readonly action: 'show'; readonly file: string | undefined }
  | { readonly action: 'schema' }

export type Command =
  | { readonly kind: 'help'; readonly topic: 'general' | 'up' | 'bootstrap' | 'config' }
  | { readonly kind: 'version' }
  | { readonly kind: 'up'; readonly flags: UpFlags }
  | { readonly kind: 'bootstrap'; readonly folder: string; readonly isJson: boolean }
  | { readonly kind: 'config'; readonly command: ConfigCommand }

const commands = ['up', 'bootstrap', 'config']

const bootstrapFlags = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const configFlags = { help: { type: 'boolean', short: 'h' } } as const

const upFlags = {
  config: { type: 'string' },
  data: { type: 'string' },
  memory: { type: 'boolean' },
  'no-store': { type: 'boolean' },
  http: { type: 'string' },
  grpc: { type: 'string' },
  ui: { type: 'string' },
  demo: { type: 'boolean' },
  open: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Reads the words after `throughline`. An error is one sentence with the nearest fix. */
export function parseCommand(argv: readonly string[]): Result<Command> {
  const [word, ...rest] = argv
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    return ok({ kind: 'help', topic: 'general' })
  }
  if (word === '--version' || word === '-v') return ok({ kind: 'version' })
  if (word === 'up') return parseUp(rest)
  if (word === 'bootstrap') return parseBootstrap(rest)
  if (word === 'config') return parseConfigCommand(rest)
  const what = word.startsWith('-') ? 'option' : 'command'
  return err(`Unknown ${what} "${word}"${meant(word, [...commands, '--help', '--version'], 'throughline --help')}`)
}

function parseUp(args: readonly string[]): Result<Command> {
  const problem = findProblem('up', args, upFlags, 0)
  if (problem !== undefined) return err(problem)
  const { values } = parseArgs({ args: [...args], options: upFlags })
  if (values.help) return ok({ kind: 'help', topic: 'up' })
  if (values.memory && values.data !== undefined) {
    return err('--memory keeps nothing and --data names a folder to keep: choose one of the two.')
  }
  const overrides: Override[] = []
  for (const [flag, path] of addressFlags) {
    const text = values[flag]
    if (text === undefined) continue
    const address = parseAddress(text)
    if (!address.ok) return err(`--${flag} ${address.error}.`)
    overrides.push({ path, value: text })
  }
  if (values.data !== undefined) overrides.push({ path: ['store', 'folder'], value: values.data })
  if (values['no-store']) overrides.push({ path: ['store', 'enabled'], value: false })
  const { config, memory = false, demo = false, open = false } = values
  return ok({ kind: 'up', flags: { config, overrides, memory, demo, open } })
}

const addressFlags: readonly (readonly [flag: 'http' | 'grpc' | 'ui', setting: Path])[] = [
  ['http', ['receivers', 'http', 'listen']],
  ['grpc', ['receivers', 'grpc', 'listen']],
  ['ui', ['ui', 'listen']],
]

function parseConfigCommand(args: readonly string[]): Result<Command> {
  const problem = findProblem('config', args, configFlags, 2)
  if (problem !== undefined) return err(problem)
  const { values, positionals } = parseArgs({ args: [...args], options: configFlags, allowPositionals: true })
  const [action, file] = positionals
  if (values.help || action === undefined) return ok({ kind: 'help', topic: 'config' })
  switch (action) {
    case 'check':
      if (file === undefined) return err('"throughline config check" wants a file, for example throughline.yaml.')
      return ok({ kind: 'config', command: { action, file } })
    case 'show':
      return ok({ kind: 'config', command: { action, file } })
    case 'schema':
      if (file !== undefined) return err(`"throughline config schema" takes no file, and "${file}" is one too many.`)
      return ok({ kind: 'config', command: { action } })
    default:
      return err(`Unknown word "${action}"${meant(action, ['check', 'show', 'schema'], 'throughline config --help')}`)
  }
}

function parseBootstrap(args: readonly string[]): Result<Command> {
  const problem = findProblem('bootstrap', args, bootstrapFlags, 1)
  if (problem !== undefined) return err(problem)
  const { values, positionals } = parseArgs({ args: [...args], options: bootstrapFlags, allowPositionals: true })
  if (values.help) return ok({ kind: 'help', topic: 'bootstrap' })
  return ok({ kind: 'bootstrap', folder: positionals[0] ?? '.', isJson: values.json ?? false })
}
