import { isSuppressed } from '../trace/context.ts'
import { activeContext, runInContext } from '../trace/context-manager.ts'
import { parentIn } from '../trace/tracer.ts'
import type { Method } from './patch.ts'
import { endConnectSpan, type PgTarget, startConnectSpan } from './pg-span.ts'

type Callback = (this: unknown, error: unknown, ...results: unknown[]) => unknown

interface Pool {
  readonly idleCount: number
  readonly options: PgTarget & { readonly connectionString?: unknown }
}

/** While a pool opens a connection: its own span already says how long that takes. */
let isPoolConnecting = false

/** `Pool.prototype.newClient`, whose `client.connect()` gets no span of its own. */
export const withoutConnectSpan = (original: Method): Method =>
  function newClient(this: unknown, ...args: unknown[]): unknown {
    isPoolConnecting = true
    try {
      return Reflect.apply(original, this, args)
    } finally {
      isPoolConnecting = false
    }
  }

/** `Client.prototype.connect` with a span around it, where an app opens a connection itself. */
export const tracedConnect = (original: Method): Method =>
  function connect(this: unknown, ...args: unknown[]): unknown {
    return isPoolConnecting
      ? Reflect.apply(original, this, args)
      : connectWithin('pg.connect', this, original, args, this as PgTarget)
  }

/**
 * `Pool.prototype.connect` with a span around it where nothing is idle and somebody waits, and in any case in its own
 * context: the pool calls back when another request gives its connection back, in the context of that.
 */
export const tracedPoolConnect = (original: Method): Method =>
  function connect(this: unknown, ...args: unknown[]): unknown {
    const { idleCount, options } = this as Pool
    return connectWithin('pg-pool.connect', this, original, args, idleCount > 0 ? undefined : options)
  }

/** `target` is undefined where there is nothing to wait for, and no span. */
function connectWithin(name: string, self: unknown, original: Method, args: unknown[], target: PgTarget | undefined) {
  const context = activeContext()
  const span = target === undefined || isSuppressed(context) ? undefined : startConnectSpan(name, parentIn(context))
  const end = (error: unknown, client: unknown): void => {
    if (span !== undefined) endConnectSpan(span, isTarget(client) ? client : (target ?? {}), error)
  }
  const [callback] = args
  if (typeof callback === 'function') {
    const called: Callback = function (error, ...results) {
      end(error, results[0])
      return runInContext(context, Reflect.apply, callback as Callback, this, [error, ...results])
    }
    return Reflect.apply(original, self, [called])
  }
  const result = Reflect.apply(original, self, args)
  if (span !== undefined) {
    Promise.resolve(result).then(
      client => end(undefined, client),
      error => end(error, undefined),
    )
  }
  return result
}

const isTarget = (client: unknown): client is PgTarget => typeof client === 'object' && client !== null
