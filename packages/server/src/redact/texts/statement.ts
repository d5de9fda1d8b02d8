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

/** `db.system.name`, and `db.system` of before 2024, of those that write their literals as one that is known does. */
const systems: Readonly<Record<string, AnySqlSystem>> = {
  mysql: 'mysql',
  mariadb: 'mysql',
  tidb: 'mysql',
  postgresql: 'postgresql',
  cockroachdb: 'postgresql',
  redshift: 'postgresql',
  'aws.redshift': 'postgresql',
  sqlite: 'sqlite',
}

/** A statement with `?` for each literal, by the rules of the system that the same span names. */
export function cleanStatement(text: string, siblings: Siblings): string {
  if (!mayHoldLiteral(text)) return text
  const system = textOfSibling(siblings, 'db.system.name') ?? textOfSibling(siblings, 'db.system') ?? ''
  return withoutLiterals(text, systems[system] ?? 'other_sql')
}
