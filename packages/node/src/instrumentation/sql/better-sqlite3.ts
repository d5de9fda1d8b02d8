import { onPackage } from '../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { type Method, patch } from '../patch.ts'
import { SqlSpans } from './sql-span.ts'
import { execCall, namespaceOf, type SqliteCall, tracedCall } from './sqlite-call.ts'

interface Database {
  readonly name?: unknown
}

/** What a statement says of itself, by native code. */
interface Statement {
  readonly source: string
  readonly database: object
}

export const betterSqlite3Spans = new SqlSpans<Database>({
  name: 'better-sqlite3',
  system: 'sqlite',
  targetOf: ({ name }) => ({ database: namespaceOf(name) }),
  statusOf: error => {
    const { code } = error as { readonly code?: unknown }
    return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined
  },
})

/** SQLite by `better-sqlite3`: a span for each statement that is run within another span. */
export function instrumentBetterSqlite3(provider: RecordingTracerProvider): () => void {
  const stops = [
    betterSqlite3Spans.turnOn(provider),
    onPackage('better-sqlite3', ({ path, exports }) => {
      // The class is what several files export: `index.js`, `linux-x64.js`.
      if (/^lib\/[\w-]+\.js$/.test(path))
        patch(exports, { prepare: patchedStatement, exec: tracedCall(betterSqlite3Spans, execCall) })
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** The class of statements is within native code, and only they lead to it. */
const patchedStatement = (original: Method): Method =>
  function prepare(this: unknown, ...args: unknown[]): unknown {
    const statement = Reflect.apply(original, this, args) as object
    patch(statement.constructor, { run: traced, get: traced, all: traced, iterate: traced })
    return statement
  }

const known = new WeakMap<object, SqliteCall>()

function callOf(statement: object): SqliteCall {
  let call = known.get(statement)
  if (call === undefined) {
    const { source, database } = statement as Statement
    call = { database, text: source }
    known.set(statement, call)
  }
  return call
}

const traced = tracedCall(betterSqlite3Spans, callOf)
