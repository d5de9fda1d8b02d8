import type { Context } from '@opentelemetry/api'
import { activeContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { Method } from '../patch.ts'
import { type Callback, handOn, inContext, takeHandedOn } from './pg-pool-query.ts'
import { pgSpans } from './pg-span.ts'
import type { SqlTarget } from './sql-span.ts'

interface Pool {
  readonly idleCount: number
  readonly options: SqlTarget & { readonly connectionString?: unknown }
}

/** While a pool opens a connection: its own span already says how long that takes. */
let isPoolConnecting = false

/** `Pool.prototype.newClient`, whose `client.connect()` gets no span of its own. */
export const withoutConnectSpan = (original: Method): Method =>
  function newClient(this: unknown, pendingItem: unknown): unknown {
    isPoolConnecting = true
    try {
      return original.call(this, pendingItem)
    } finally {
      isPoolConnecting = false
    }
  }

/** `Client.prototype.connect` with a span around it, where an app opens a connection itself. */
export const tracedConnect = (original: Method): Method =>
  function connect(this: unknown, callback: unknown): unknown {
    return isPoolConnecting
      ? original.call(this, callback)
      : connectWithin('pg.connect', this, original, callback, this as SqlTarget)
  }

/**
 * `Pool.prototype.connect` with a span around it where nothing is idle and somebody waits, and in any case in its own
 * context: the pool calls back when another request gives its connection back, in the context of that.
 */
export const tracedPoolConnect = (original: Method): Method =>
  function connect(this: unknown, callback: unknown): unknown {
    const { idleCount, options } = this as Pool
    return connectWithin('pg-pool.connect', this, original, callback, idleCount > 0 ? undefined : options)
  }

/** `target` is undefined where there is nothing to wait for, and no span. */
function connectWithin(
  name: string,
  self: unknown,
  original: Method,
  callback: unknown,
  target: SqlTarget | undefined,
): unknown {
  const handedOn = takeHandedOn()
  const context = handedOn ?? activeContext()
  const span = target === undefined ? undefined : pgSpans.startConnect(name, context)
  if (typeof callback !== 'function') return endWithPromise(original.call(self), span, target)
  const called =
    handedOn === undefined ? inContext(callback as Callback, context) : handingOn(callback as Callback, context)
  return original.call(self, span === undefined ? called : ending(called, span, target))
}

/** What the pool does once it has a client for a `pool.query()` is to hand that the query. */
const handingOn = (callback: Callback, context: Context): Callback =>
  function (error, client, release) {
    return handOn(context, callback as Method, this, error, client, release)
  }

const ending = (callback: Callback, span: RecordedSpan, target: SqlTarget | undefined): Callback =>
  function (error, client, release) {
    end(span, target, error, client)
    return callback.call(this, error, client, release)
  }

function endWithPromise(result: unknown, span: RecordedSpan | undefined, target: SqlTarget | undefined): unknown {
  if (span === undefined) return result
  Promise.resolve(result).then(
    client => end(span, target, undefined, client),
    error => end(span, target, error, undefined),
  )
  return result
}

const end = (span: RecordedSpan, target: SqlTarget | undefined, error: unknown, client: unknown): void =>
  pgSpans.endConnect(span, isTarget(client) ? client : (target ?? {}), error)

const isTarget = (client: unknown): client is SqlTarget => typeof client === 'object' && client !== null
