import { parseArgs } from 'node:util'
import { nearest } from './nearest.ts'

/** Options of one command, as `parseArgs` takes them. */
type Flags = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>

/**
 * The first thing wrong with the words themselves. `parseArgs` would throw, in words that suggest no fix.
 *
 * @param maxWords that are no options
 */
export function findProblem(
  command: string,
  args: readonly string[],
  flags: Flags,
  maxWords: number,
): string | undefined {
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
    : `"throughline ${command}" takes one ${command === 'config' ? 'file' : 'folder'}, and "${word}" is one too many.`

function flagNames(flags: Flags): string[] {
  return Object.keys(flags).map(name => `--${name}`)
}

/** The end of a sentence about a word that nobody knows. */
export function meant(word: string, known: readonly string[], help: string): string {
  const guess = nearest(word, known)
  return guess === undefined ? `; see "${help}".` : `; did you mean "${guess}"?`
}
