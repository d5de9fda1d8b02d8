import type { Context } from '@opentelemetry/api'
import { noteInternalError } from '../guard.ts'
import { isSuppressed } from '../trace/context.ts'
import { activeContext, runInContext } from '../trace/context-manager.ts'
import type { RecordedSpan } from '../trace/span.ts'
import { parentIn } from '../trace/tracer.ts'
import type { Method } from './patch.ts'
import { endPgSpan, type PgTarget, startQuerySpan } from './pg-span.ts'

type Callback = (this: unknown, error: unknown, ...results: unknown[]) => unknown

/** What `client.query()` takes in place of a text: parameters, or a query that looks after itself (`pg-cursor`). */
interface QueryConfig {
  readonly text?: unknown
  readonly cursor?: { readonly text?: unknown }
  readonly submit?: unknown
  callback?: unknown
  handleError?: unknown
  handleReadyForQuery?: unknown
}

/**
 * `Client.prototype.query` with a span around it.
 *
 * Hot path: bench/request-overhead, `calls`.
 */
export const tracedQuery = (original: Method): Method =>
  function query(this: unknown, ...args: unknown[]): unknown {
    const context = activeContext()
    const span = tryToStart(this as PgTarget, args[0], context)
    if (span === undefined) return Reflect.apply(original, this, args)
    try {
      const isEndKnown = endWithCallback(args, span, context)
      const result = Reflect.apply(original, this, args)
      return isEndKnown ? result : endWithPromise(result, span)
    } catch (error) {
      endPgSpan(span, error)
      throw error
    }
  }

function tryToStart(client: PgTarget, config: unknown, context: Context): RecordedSpan | undefined {
  try {
    const text = textOf(config)
    return text === undefined || isSuppressed(context) ? undefined : startQuerySpan(client, text, parentIn(context))
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}

/** A prepared statement that is run again has only its name. */
function textOf(config: unknown): string | undefined {
  if (typeof config === 'string') return config
  if (typeof config !== 'object' || config === null) return undefined
  const { text, cursor } = config as QueryConfig
  const found = text ?? cursor?.text ?? ''
  return typeof found === 'string' ? found : undefined
}

/** Whether something in `args` will tell the end of the query; it is replaced by what also ends the span. */
function endWithCallback(args: unknown[], span: RecordedSpan, context: Context): boolean {
  const config = args[0] as QueryConfig | string
  const last = args.findLastIndex(argument => typeof argument === 'function')
  if (last > 0) args[last] = endingCallback(args[last] as Callback, span, context)
  else if (typeof config === 'object' && typeof config.callback === 'function' && typeof config.submit !== 'function') {
    // Not into the app's object, which it may use again.
    args[0] = Object.create(config, {
      callback: { value: endingCallback(config.callback as Callback, span, context), writable: true },
    })
  } else return typeof config === 'object' && typeof config.submit === 'function' && endWithQuery(config, span)
  return true
}

const endingCallback = (callback: Callback, span: RecordedSpan, context: Context): Callback =>
  function (error, ...results) {
    endPgSpan(span, error)
    // Called by the connection, which runs in the context of whoever opened it.
    return runInContext(context, Reflect.apply, callback, this, [error, ...results])
  }

/** Cursors and streams are told how their query went by two methods. */
function endWithQuery(query: QueryConfig, span: RecordedSpan): boolean {
  const { handleError, handleReadyForQuery } = query
  if (typeof handleError !== 'function' || typeof handleReadyForQuery !== 'function') return false
  query.handleError = function (...args: unknown[]) {
    endPgSpan(span, args[0])
    return Reflect.apply(handleError, this, args)
  }
  query.handleReadyForQuery = function (...args: unknown[]) {
    span.end()
    return Reflect.apply(handleReadyForQuery, this, args)
  }
  return true
}

function endWithPromise(result: unknown, span: RecordedSpan): unknown {
  if (!isThenable(result)) {
    span.end()
    return result
  }
  return result.then(
    value => {
      span.end()
      return value
    },
    error => {
      endPgSpan(span, error)
      throw error
    },
  )
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
