/** `db.system.name` of those that are known here; how each writes a value is in `sqlTokens`. */
export type SqlSystem = 'mysql' | 'postgresql' | 'sqlite'
/** And of all others, by OpenTelemetry's name for them. */
export type AnySqlSystem = SqlSystem | 'other_sql'

// What hides a quote and is no value comes first: a quote inside of it opens no literal. A literal that the length limit
// has cut off reaches to the end. No flag `i`, which would let `$a$` be closed by `$A$`.
const comment = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/
const doubleQuoted = /"(?:[^"]|"")*(?:"|$)/
const backquoted = /`(?:[^`]|``)*(?:`|$)/
const string = /(?:\b(?:[bBxXnN]|[uU]&))?'(?:[^']|'')*(?:'|$)/
const number = /(?<![\w$?])(?:0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)/

/**
 * The parts of a statement that are not plain text, in three groups: `comment` and `identifier`; whatever else matches is
 * a value.
 */
export const sqlTokens: Readonly<Record<AnySqlSystem, RegExp>> = {
  // "Lexical Structure", 4.1.2 and 4.1.5: a comment may hold another one.
  postgresql: tokenOf(
    /--[^\n]*|\/\*(?:\/\*[\s\S]*?\*\/|[\s\S])*?(?:\*\/|$)/,
    doubleQuoted,
    /(?<![\w$])\$(?<tag>[a-zA-Z_]\w*)?\$[\s\S]*?(?:\$\k<tag>\$|$)/,
    /\b[eE]'(?:[^'\\]|''|\\[\s\S])*(?:'|$)/,
    string,
    number,
  ),
  // "Lexical Structure" and "Comments": double quotes are strings unless a mode of the server says otherwise, so they are
  // taken for values; `/*! … */` is run and so no comment; `2024_sales` is a name.
  mysql: tokenOf(
    /--(?=\s|$)[^\n]*|#[^\n]*|\/\*(?!!)[\s\S]*?(?:\*\/|$)/,
    backquoted,
    /(?:\b[bBxXnN])?'(?:[^'\\]|''|\\[\s\S])*(?:'|$)/,
    /"(?:[^"\\]|""|\\[\s\S])*(?:"|$)/,
    /(?<![\w$?])(?:0[xXbB][\da-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\w$])/,
  ),
  // "SQL As Understood By SQLite": a name that is quoted twice is a string where there is no such column, but Node and
  // better-sqlite3 turn that off.
  sqlite: tokenOf(
    comment,
    new RegExp(`${doubleQuoted.source}|${backquoted.source}|\\[[^\\]]*(?:\\]|$)`),
    string,
    number,
  ),
  // What is a name to one and a string to another is taken for a value.
  other_sql: tokenOf(/--(?=\s|$)[^\n]*|\/\*(?!!)[\s\S]*?(?:\*\/|$)/, /(?!)/, doubleQuoted, backquoted, string, number),
}

function tokenOf(comment: RegExp, identifier: RegExp, ...values: readonly RegExp[]): RegExp {
  const parts = [`(?<comment>${comment.source})`, `(?<identifier>${identifier.source})`]
  return new RegExp([...parts, ...values.map(({ source }) => source)].join('|'), 'g')
}
