import { type AnySqlSystem, sqlTokens } from './tokens.ts'

/** A statement with `?` for each literal: strings of every kind, and numbers. */
export function withoutLiterals(text: string, system: AnySqlSystem): string {
  const doubtful = system === 'other_sql' && doubt.test(text)
  return doubtful ? beforeLiterals(text) : replaceLiterals(text, system)
}

const replaceLiterals = (text: string, system: AnySqlSystem): string =>
  text.replace(sqlTokens[system], (_match, comment?: string, identifier?: string) => comment ?? identifier ?? '?')

/** What begins or ends a literal, or a comment, for some systems and not for others. */
const doubt = /[\\#]|\$\w*\$|\bn?q'/i

/** Who does not know where a literal ends cannot tell what follows it. */
function beforeLiterals(text: string): string {
  const start = text.search(/['"`$#]/)
  return start < 0 ? replaceLiterals(text, 'other_sql') : `${replaceLiterals(text.slice(0, start), 'other_sql')}?`
}
