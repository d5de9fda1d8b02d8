import { maxCachedStatements, maxStatementChars } from '../../limits.ts'

export interface StatementDescription {
  /** `SELECT`; the first word, upper case. */
  readonly operation: string
  /** `SELECT users`: low in cardinality, so it serves as the span's name. */
  readonly summary: string
  /** The statement with `?` for each literal. */
  readonly textWithoutValues: string
}

const described = new Map<string, StatementDescription>()

/** Describes an SQL statement. Remembered by its text, since an app runs few different ones, many times. */
export function describeStatement(text: string): StatementDescription {
  const known = described.get(text)
  if (known !== undefined) return known
  const description = describe(text.slice(0, maxStatementChars))
  if (described.size >= maxCachedStatements) described.clear()
  described.set(text, description)
  return description
}

function describe(text: string): StatementDescription {
  const textWithoutValues = removeLiterals(text)
  const operation = /[a-z]+/i.exec(withoutComments(textWithoutValues))?.[0].toUpperCase() ?? 'QUERY'
  const table = tableOf(textWithoutValues)
  return { operation, summary: table === undefined ? operation : `${operation} ${table}`, textWithoutValues }
}

// In this order, because each may contain what begins another: comments and quoted identifiers are kept as they are, so
// that a quote inside of them opens no literal; a literal that the length limit cut off reaches to the end.
const token = new RegExp(
  [
    /(?<kept>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"]|"")*(?:"|$))/,
    /\$(?<tag>[a-z_]\w*)?\$[\s\S]*?(?:\$\k<tag>\$|$)/,
    /\be'(?:[^'\\]|''|\\[\s\S])*(?:'|$)/,
    /(?:\b(?:[bxn]|u&))?'(?:[^']|'')*(?:'|$)/,
    /(?<![\w$])\d+(?:\.\d*)?(?:e[+-]?\d+)?/,
  ]
    .map(part => part.source)
    .join('|'),
  'gi',
)

/** PostgreSQL's lexical rules, 4.1.2: strings of every kind, dollar quotes and numbers become `?`. */
export const removeLiterals = (text: string): string =>
  text.replace(token, (match, kept: string | undefined) => (kept === undefined ? '?' : match))

const withoutComments = (text: string): string => text.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, ' ')

/** The first table that a statement names: enough for a span's name, and a parser's cost is not worth more. */
function tableOf(text: string): string | undefined {
  const match =
    /\b(?:from|into|update|join|table)\s+(?:only\s+|if\s+(?:not\s+)?exists\s+)?((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))*)/i.exec(
      withoutComments(text),
    )
  return match?.[1]?.replaceAll('"', '')
}
