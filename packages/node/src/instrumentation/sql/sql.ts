import { type SqlSystem, sqlTokens, withoutLiterals } from '@throughline/otlp'
import { maxStatementChars } from '../../limits.ts'

export interface StatementDescription {
  /** `SELECT`; the first word, upper case. */
  readonly operation: string
  /** `SELECT users`: low in cardinality, so it serves as the span's name. */
  readonly summary: string
  /** The statement with `?` for each literal. */
  readonly textWithoutValues: string
}

/** Describes an SQL statement: some microseconds, so it is for whoever calls to remember it by its text. */
export function describeStatement(text: string, system: SqlSystem): StatementDescription {
  const textWithoutValues = removeLiterals(text.slice(0, maxStatementChars), system)
  const code = withoutComments(textWithoutValues, system)
  const operation = /[a-z]+/i.exec(code)?.[0].toUpperCase() ?? 'QUERY'
  const table = tableOf(code)
  return { operation, summary: table === undefined ? operation : `${operation} ${table}`, textWithoutValues }
}

/** Literals become `?`; and a list of them one, so that its length makes no other statement. */
export const removeLiterals = (text: string, system: SqlSystem): string =>
  withoutLiterals(text, system).replace(/\b(in)\s*\(\s*\?(?:\s*,\s*\?)+\s*\)/gi, '$1 (?)')

const withoutComments = (text: string, system: SqlSystem): string =>
  text.replace(sqlTokens[system], (match, comment?: string) => (comment === undefined ? match : ' '))

const name = /(?:"[^"]+"|`[^`]+`|\[[^\]]+\]|[\w$]+)/.source
const firstTable = new RegExp(
  String.raw`\b(?:from|into|update|join|table)\s+` +
    String.raw`(?:only\s+|ignore\s+|low_priority\s+|or\s+\w+\s+|if\s+(?:not\s+)?exists\s+)?(${name}(?:\.${name})*)`,
  'i',
)

/** The first table that a statement names: enough for a span's name, and a parser's cost is not worth more. */
const tableOf = (code: string): string | undefined => firstTable.exec(code)?.[1]?.replace(/["`[\]]/g, '')
