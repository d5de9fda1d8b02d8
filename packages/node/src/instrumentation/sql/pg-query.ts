import { type EventEmitter, errorMonitor } from 'node:events'
import type { Context } from '@opentelemetry/api'
import { noteInternalError } from '../../guard.ts'
import { activeContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { Method } from '../patch.ts'
import { type Callback, inContext, takeHandedOn } from './pg-pool-query.ts'
import { pgSpans } from './pg-span.ts'
import type { SqlTarget } from './sql-span.ts'

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
  function query(this: unknown, config: unknown, values: unknown, callback: unknown): unknown {
    const handedOn = takeHandedOn()
    const context = handedOn ?? activeContext()
    const span = tryToStart(this as SqlTarget, config, context)
    if (span === undefined) return original.call(this, config, values, callback)
    // The pool's own callback needs no context.
    const within = handedOn === undefined ? context : undefined
    try {
      if (typeof callback === 'function') return original.call(this, config, values, ending(callback, span, within))
      if (typeof values === 'function') return original.call(this, config, ending(values, span, within))
      if (hasCallback(config)) {
        return original.call(this, withCallback(config, ending(config.callback, span, within)), values)
      }
      const isEndKnown = isQuery(config) && endWithQuery(config, span, within)
      const result = original.call(this, config, values)
      return isEndKnown ? result : endWithPromise(result, span)
    } catch (error) {
      pgSpans.end(span, error)
      throw error
    }
  }

function tryToStart(client: SqlTarget, config: unknown, context: Context): RecordedSpan | undefined {
  try {
    const text = textOf(config)
    return text === undefined ? undefined : pgSpans.startQuery(client, text, context)
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

const isQuery = (config: unknown): config is QueryConfig =>
  typeof config === 'object' && config !== null && typeof (config as QueryConfig).submit === 'function'

const hasCallback = (config: unknown): config is QueryConfig =>
  typeof config === 'object' && typeof (config as QueryConfig).callback === 'function' && !isQuery(config)

/** Not into the app's object, which it may use again. */
const withCallback = (config: QueryConfig, callback: Callback): QueryConfig =>
  Object.create(config, { callback: { value: callback, writable: true } })

function ending(callback: unknown, span: RecordedSpan, within: Context | undefined): Callback {
  const called = within === undefined ? (callback as Callback) : inContext(callback as Callback, within)
  return function (error, result) {
    pgSpans.end(span, error)
    return called.call(this, error, result)
  }
}

/** Cursors and streams are told how their query went by two methods; what is not, is a `pg.native.Query`, which tells. */
function endWithQuery(query: QueryConfig, span: RecordedSpan, within: Context | undefined): boolean {
  const { handleError, handleReadyForQuery } = query
  if (typeof handleError !== 'function') return false
  if (typeof handleReadyForQuery !== 'function') return endWithEvents(query, span, within)
  query.handleError = function (...args: unknown[]) {
    pgSpans.end(span, args[0])
    return Reflect.apply(handleError, this, args)
  }
  query.handleReadyForQuery = function (...args: unknown[]) {
    span.end()
    return Reflect.apply(handleReadyForQuery, this, args)
  }
  return true
}

function endWithEvents(query: QueryConfig, span: RecordedSpan, within: Context | undefined): boolean {
  if (typeof query.callback === 'function') query.callback = ending(query.callback, span, within)
  else {
    const emitter = query as EventEmitter & QueryConfig
    emitter.once(errorMonitor, error => pgSpans.end(span, error))
    emitter.once('end', () => span.end())
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
      pgSpans.end(span, error)
      throw error
    },
  )
}

export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
