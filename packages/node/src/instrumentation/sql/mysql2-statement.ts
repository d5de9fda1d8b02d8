import { activeContext } from '../../trace/context-manager.ts'
import { type Method, patch } from '../patch.ts'
import { tracedQuery } from './mysql2-query.ts'
import type { Mysql2Client } from './mysql2-span.ts'
import { bound } from './sql-callback.ts'

/** What `prepare()` gives; `query` is its text. */
interface Statement {
  readonly query: unknown
  readonly _connection: Mysql2Client
}

/** `Connection.prototype.prepare`, which is met for its statements: mysql2 exports their class nowhere. */
export const tracedPrepare = (original: Method): Method =>
  function prepare(this: unknown, options: unknown, callback: unknown): unknown {
    if (typeof callback !== 'function') return original.call(this, options, callback)
    const called = bound(callback as Method, activeContext())
    return original.call(this, options, function (this: unknown, error: unknown, statement?: Statement) {
      patch(statement?.constructor, { execute: tracedExecute })
      return called.call(this, error, statement)
    })
  }

/** `execute` of a statement, as a query of its connection. */
const tracedExecute = (original: Method): Method =>
  function execute(this: unknown, ...parameters: unknown[]): unknown {
    const { query, _connection } = this as Statement
    const run = tracedQuery((_text, ...args) => original.apply(this, args))
    return run.call(_connection, query, ...parameters)
  }
