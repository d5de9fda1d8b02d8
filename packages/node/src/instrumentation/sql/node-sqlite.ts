import { onNodeModule } from '../../modules/node-modules.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { type Method, patch } from '../patch.ts'
import { SqlSpans } from './sql-span.ts'
import { execCall, namespaceOf, type SqliteCall, tracedCall } from './sqlite-call.ts'

interface Database {
  /** Since Node 22.16; null where it is in memory. */
  location?(): string | null
}

const spans = new SqlSpans<Database>({
  name: 'sqlite',
  system: 'sqlite',
  targetOf: database => ({ database: namespaceOf(database.location?.() ?? undefined) }),
  statusOf: error => {
    const { errcode } = error as { readonly errcode?: unknown }
    return errcode === undefined ? undefined : String(errcode)
  },
})

/** A statement does not tell its database. */
const prepared = new WeakMap<object, SqliteCall>()

/**
 * SQLite by `node:sqlite`: a span for each statement that is run within another span.
 *
 * Not by the channel `sqlite.db.query` of Node 26, which tells a statement with its values in it, and no error.
 */
export function instrumentNodeSqlite(provider: RecordingTracerProvider): () => void {
  const stops = [spans.turnOn(provider), onNodeModule('node:sqlite', patchModule)]
  return () => {
    for (const stop of stops) stop()
  }
}

function patchModule(exports: unknown): void {
  const { DatabaseSync, StatementSync } = exports as Readonly<Record<string, unknown>>
  const traced = tracedCall(spans, statement => prepared.get(statement))
  patch(DatabaseSync, { prepare: remembered, exec: tracedCall(spans, execCall) })
  patch(StatementSync, { run: traced, get: traced, all: traced, iterate: traced })
}

const remembered = (original: Method): Method =>
  function prepare(this: unknown, ...args: unknown[]): unknown {
    const statement = Reflect.apply(original, this, args) as object
    prepared.set(statement, { database: this as object, text: args[0] as string })
    return statement
  }
