import { parseArgs } from 'node:util'
import { err, ok, type Result } from '@throughline/otlp'
import { type Address, parseAddress } from './address.ts'
import { nearest } from './nearest.ts'

/** Where traces are kept: a folder that stays, or memory's stand-in, a temporary folder that goes. */
export type DataPlace = { readonly kind: 'folder'; readonly folder: string } | { readonly kind: 'memory' }

export interface UpOptions {
  readonly data: DataPlace
  readonly http: Address
  readonly grpc: Address
  readonly ui: Address
  readonly demo: boolean
  readonly open: boolean
}

export type Command =
  | { readonly kind: 'help'; readonly topic: 'general' | 'up' | 'bootstrap' }
  | { readonly kind: 'version' }
  | { readonly kind: 'up'; readonly options: UpOptions }
  | { readonly kind: 'bootstrap'; readonly folder: string; readonly isJson: boolean }

const commands = ['up', 'bootstrap']

/** Options of one command, as `parseArgs` takes them. */
type Flags = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>

const bootstrapFlags = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const upFlags = {
  data: { type: 'string' },
  memory: { type: 'boolean' },
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
  const http = readAddress('http', values.http ?? '127.0.0.1:4318')
  if (!http.ok) return http
  const grpc = readAddress('grpc', values.grpc ?? '127.0.0.1:4317')
  if (!grpc.ok) return grpc
  const ui = readAddress('ui', values.ui ?? '127.0.0.1:4319')
  if (!ui.ok) return ui
  const data: DataPlace = values.memory ? { kind: 'memory' } : { kind: 'folder', folder: values.data ?? '.throughline' }
  const { demo = false, open = false } = values
  return ok({ kind: 'up', options: { data, http: http.value, grpc: grpc.value, ui: ui.value, demo, open } })
}

function parseBootstrap(args: readonly string[]): Result<Command> {
  const problem = findProblem('bootstrap', args, bootstrapFlags, 1)
  if (problem !== undefined) return err(problem)
  const { values, positionals } = parseArgs({ args: [...args], options: bootstrapFlags, allowPositionals: true })
  if (values.help) return ok({ kind: 'help', topic: 'bootstrap' })
  return ok({ kind: 'bootstrap', folder: positionals[0] ?? '.', isJson: values.json ?? false })
}

/**
 * The first thing wrong with the words themselves. `parseArgs` would throw, in words that suggest no fix.
 *
 * @param maxWords that are no options
 */
function findProblem(command: string, args: readonly string[], flags: Flags, maxWords: number): string | undefined {
  const { tokens } = parseArgs({ args: [...args], options: flags, strict: false, tokens: true })
  let words = 0
  for (const token of tokens) {
    if (token.kind === 'positional' && ++words > maxWords) return tooMany(command, token.value, maxWords)
    if (token.kind !== 'option') continue
    const flag = Object.entries(flags).find(([name]) => name === token.name)?.[1]
    if (flag === undefined) {
      return `Unknown option "${token.rawName}"${meant(token.rawName, flagNames(flags), `throughline ${command} --help`)}`
    }
    // A next word with a dash is the next option, which parseArgs would refuse in words of its own.
    const value = token.inlineValue || !token.value?.startsWith('-') ? token.value : undefined
    if (flag.type === 'string' && !value) return `${token.rawName} wants a value; see "throughline ${command} --help".`
    if (flag.type === 'boolean' && token.value !== undefined) return `${token.rawName} takes no value.`
  }
  return undefined
}

const tooMany = (command: string, word: string, maxWords: number): string =>
  maxWords === 0
    ? `"throughline ${command}" takes options only, and "${word}" is not one.`
    : `"throughline ${command}" takes one folder, and "${word}" is one too many.`

function flagNames(flags: Flags): string[] {
  return Object.keys(flags).map(name => `--${name}`)
}

function meant(word: string, known: readonly string[], help: string): string {
  const guess = nearest(word, known)
  return guess === undefined ? `; see "${help}".` : `; did you mean "${guess}"?`
}

function readAddress(flag: string, text: string): Result<Address> {
  const address = parseAddress(text)
  return address.ok ? address : err(`--${flag} ${address.error}.`)
}
