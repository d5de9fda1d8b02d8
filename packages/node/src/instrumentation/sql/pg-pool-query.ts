import type { Context } from '@opentelemetry/api'
import { activeContext, runInContext } from '../../trace/context-manager.ts'
import type { Method } from '../patch.ts'

/** `pg` calls back with an error or with what was asked for; a pool adds the function that gives its client back. */
export type Callback = (this: unknown, error: unknown, result: unknown, release?: unknown) => unknown

/** Set while `pool.query()` is about to call `connect()`, and again while that is about to call `client.query()`. */
let handedOn: Context | undefined

/**
 * The context of the `pool.query()` that the current call is a part of. Its callbacks are the pool's own and need no
 * context: only what the app handed over does. To switch costs two copies of everything that is active, and a query of a
 * pool would do it twice (bench/request-overhead, `calls`).
 */
export function takeHandedOn(): Context | undefined {
  const context = handedOn
  // Once, so that nothing of the app's that is called in between is taken for the pool's.
  handedOn = undefined
  return context
}

/** Calls `fn` with three arguments; its next call of what is traced is a part of the same `pool.query()`. */
export function handOn(
  context: Context,
  fn: Method,
  self: unknown,
  one: unknown,
  two: unknown,
  three: unknown,
): unknown {
  handedOn = context
  try {
    return fn.call(self, one, two, three)
  } finally {
    handedOn = undefined
  }
}

/** `Pool.prototype.query`: no span of its own, but the context of those that are made for it. */
export const tracedPoolQuery = (original: Method): Method =>
  function query(this: unknown, text: unknown, values: unknown, callback: unknown): unknown {
    const context = activeContext()
    return handOn(context, original, this, text, bound(values, context), bound(callback, context))
  }

const bound = (callback: unknown, context: Context): unknown =>
  typeof callback === 'function' ? inContext(callback as Callback, context) : callback

/** Connections call back in the context of whoever opened them. */
export const inContext = (callback: Callback, context: Context): Callback =>
  function (error, result, release) {
    handedOn = undefined
    return runInContext(context, callCallback, callback, this, error, result, release)
  }

const callCallback = (callback: Callback, self: unknown, error: unknown, result: unknown, release: unknown): unknown =>
  release === undefined ? callback.call(self, error, result) : callback.call(self, error, result, release)
