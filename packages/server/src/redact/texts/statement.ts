import { type AnySqlSystem, withoutLiterals } from '@throughline/otlp'
import { type Siblings, textOfSibling } from '../walk/siblings.ts'
import type { Needs } from './look.ts'

export const literalNeeds: readonly Needs[] = [
  { chars: "'" },
  { chars: '"' },
  { chars: '`' },
  { chars: '$' },
  { digitCount: 1 },
]

/**
 * A quote, a number, or PostgreSQL's `$tag$`. Most statements come without literals, and their names and parameters (`t1`,
 * `$1`) are told apart ten times as fast as literals are found.
 */
const maybeLiteral = /['"`]|\d(?<![\w$?]\d)|\$\w*\$/

/** One that does not is the same for every system. */
export const mayHoldLiteral = (text: string): boolean => maybeLiteral.test(text)

const systemKey = Buffer.from('db.system.name')
/** As it was called before 2024. */
const oldSystemKey = Buffer.from('db.system')

/** Their values, of those systems that write their literals as one that is known does. */
const systems: ReadonlyMap<string, AnySqlSystem> = new Map([
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['tidb', 'mysql'],
  ['postgresql', 'postgresql'],
  ['cockroachdb', 'postgresql'],
  ['redshift', 'postgresql'],
  ['aws.redshift', 'postgresql'],
  ['sqlite', 'sqlite'],
])

/** A statement with `?` for each literal, by the rules of the system that the same span names. */
export const cleanStatement = (text: string, siblings: Siblings): string =>
  mayHoldLiteral(text) ? withoutLiterals(text, systemOf(siblings)) : text

export function systemOf(siblings: Siblings): AnySqlSystem {
  const system = textOfSibling(siblings, systemKey) ?? textOfSibling(siblings, oldSystemKey) ?? ''
  return systems.get(system) ?? 'other_sql'
}
