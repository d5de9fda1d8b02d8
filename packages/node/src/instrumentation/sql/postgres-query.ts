import { noteInternalError } from '../../guard.ts'
import { activeContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { Method } from '../patch.ts'
import { sqlState } from './pg-span.ts'
import { type Template, textOf } from './postgres-text.ts'
import { bound } from './sql-callback.ts'
import { SqlSpans } from './sql-span.ts'

type Settle = (value: unknown) => unknown

/** A query of postgres.js: a promise that is sent when somebody first asks for its result. */
interface Query extends Template {
  readonly executed: boolean
  /** Undefined for those of the library itself, as of a connection that asks for the types of arrays. */
  readonly canceller?: unknown
  readonly cursorRows?: unknown
  forEachFn?: unknown
  cursorFn?: unknown
  resolve: Settle
  reject: Settle
}

interface Options {
  readonly host: readonly string[]
  readonly port: readonly number[]
  readonly path?: unknown
  readonly database?: unknown
}

/** What a query is sent to is known once a connection takes it. */
const unknownTarget = {}

export const postgresSpans = new SqlSpans<object>({
  name: 'postgres',
  system: 'postgresql',
  targetOf: () => unknownTarget,
  statusOf: sqlState,
})

const unsent = new WeakMap<object, RecordedSpan>()

/** `Query.prototype.handle`, which each of its methods calls that ask for a result. */
export const tracedHandle = (original: Method): Method =>
  function handle(this: unknown): unknown {
    const query = this as Query
    if (!query.executed && query.canceller !== undefined) tryToTrace(query)
    return original.call(this)
  }

function tryToTrace(query: Query): void {
  try {
    trace(query)
  } catch (error) {
    noteInternalError(error)
  }
}

function trace(query: Query): void {
  const context = activeContext()
  const span = postgresSpans.startQuery(unknownTarget, textOf(query), context)
  if (span === undefined) return
  unsent.set(query, span)
  if (typeof query.forEachFn === 'function') query.forEachFn = bound(query.forEachFn as Method, context)
  if (typeof query.cursorFn === 'function') query.cursorFn = bound(query.cursorFn as Method, context)
  watch(query, 'resolve', () => span.end())
  watch(query, 'reject', error => postgresSpans.end(span, error))
}

function watch(query: Query, name: 'resolve' | 'reject', onSettled: (value: unknown) => void): void {
  let settle = query[name]
  const watched = (value: unknown): unknown => {
    onSettled(value)
    return settle(value)
  }
  if (query.cursorRows === undefined) query[name] = watched
  else {
    // Whoever loops over a cursor replaces both for each of its steps.
    const set = (next: Settle): void => {
      settle = next
    }
    Object.defineProperty(query, name, { get: () => watched, set, enumerable: true, configurable: true })
  }
}

export function noteTarget(query: unknown, options: unknown): void {
  const span = unsent.get(query as object)
  if (span === undefined || options === undefined) return
  unsent.delete(query as object)
  try {
    const { host, port, path, database } = options as Options
    if (typeof database === 'string') span.note('db.namespace', database)
    // Of several, which the library tries in turn, nobody is told which it is.
    if (typeof path === 'string') span.note('server.address', path)
    else if (host.length === 1) {
      span.note('server.address', String(host[0]))
      span.note('server.port', Number(port[0]))
    }
  } catch (error) {
    noteInternalError(error)
  }
}
