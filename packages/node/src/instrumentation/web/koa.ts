import type { IncomingMessage } from 'node:http'
import { onFile } from '../../modules/packages.ts'
import { type Method, patch } from '../patch.ts'
import { readRoutesBy } from './routes.ts'
import { noteThrown } from './thrown.ts'

/** What we use of a context of Koa 2 and 3, and of what `@koa/router` and `koa-router` leave on it. */
interface KoaContext {
  readonly req: IncomingMessage
  readonly _matchedRoute?: unknown
}

const CONTEXT = Symbol('throughline.koa')

type KoaRequest = IncomingMessage & { [CONTEXT]?: KoaContext }

/**
 * Tells the server span what Koa knows: the route that a router has left on the context, and the errors that the app
 * hears of. No middleware of ours is in its way.
 */
export function instrumentKoa(): () => void {
  let stopReading: (() => void) | undefined
  const stop = onFile('koa', 'lib/application.js', application => {
    stopReading ??= readRoutesBy(koaRoute)
    patch(application, { createContext: rememberingContext, emit: noticingErrors })
  })
  return () => {
    stop()
    stopReading?.()
  }
}

/** The last route that matched: a regular expression is no name. */
function koaRoute(request: KoaRequest): string | undefined {
  const route = request[CONTEXT]?._matchedRoute
  return typeof route === 'string' ? route : undefined
}

const rememberingContext = (original: Method): Method =>
  function createContext(this: unknown, request: unknown, response: unknown): unknown {
    const context = original.call(this, request, response)
    ;(request as KoaRequest)[CONTEXT] = context as KoaContext
    return context
  }

/**
 * Koa tells the app of every error that no middleware has caught, and one that has is to tell it by itself:
 * `ctx.app.emit('error', error, ctx)`, as Koa's guide says.
 */
const noticingErrors = (original: Method): Method =>
  function emit(this: unknown, event: unknown, ...args: unknown[]): unknown {
    const [error, context] = args as [unknown, KoaContext?]
    if (event === 'error' && context?.req !== undefined) noteThrown(context.req, error)
    return original.call(this, event, ...args)
  }
