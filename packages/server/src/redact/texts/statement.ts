import { type AnySqlSystem, withoutLiterals } from '@throughline/otlp'
import { type Siblings, textOfSibling } from '../walk/siblings.ts'
import type { Needs } from './look.ts'

/** A literal has a quote or a digit. */
export const literalNeeds: readonly Needs[] = [{ chars: "'" }, { chars: '"' }, { chars: '`' }, { digitCount: 1 }]

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
  const system = textOfSibling(siblings, 'db.system.name') ?? textOfSibling(siblings, 'db.system') ?? ''
  return withoutLiterals(text, systems[system] ?? 'other_sql')
}
