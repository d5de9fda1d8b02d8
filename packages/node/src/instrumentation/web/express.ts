import type { IncomingMessage } from 'node:http'
import { guarded } from '../../guard.ts'
import { onFile } from '../../modules/packages.ts'
import { serverSpanOf } from '../http/exchange.ts'
import { type Method, patch, patchMethods } from '../patch.ts'
import { nameByRoute } from './route-names.ts'
import { readRoutesBy } from './routes.ts'
import { noteThrown } from './thrown.ts'

/** What Express 4 and 5 leave on a request: the router it is in, and the route of that which matched. */
interface ExpressRequest extends IncomingMessage {
  readonly baseUrl?: unknown
  readonly route?: { readonly path?: unknown } | undefined
}

/**
 * Tells the server span what Express knows: the route, as it stands on the request in the end, and errors, where routers
 * hand them to a handler for errors, or to whoever called them.
 */
export function instrumentExpress(): () => void {
  const stops = [
    readRoutesBy(expressRoute),
    onFile('express', 'lib/router/index.js', router => patchMethods(router, { handle: noticingLeft })),
    onFile('express', 'lib/router/layer.js', layer => patch(layer, { handle_error: noticingHandled })),
    // The same two, a package of their own since Express 5.
    onFile('router', 'index.js', router => patch(router, { handle: noticingLeft })),
    onFile('router', 'lib/layer.js', layer => patch(layer, { handleError: noticingHandled })),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/**
 * The route that Express has found for a request, asked for when it is answered: no middleware of ours is in its way.
 * Undefined where it found none, or one that is a pattern and no text.
 */
const expressRoute = ({ baseUrl, route }: ExpressRequest): string | undefined => joined(baseUrl, route?.path)

const joined = (baseUrl: unknown, path: unknown): string | undefined =>
  typeof path === 'string' && typeof baseUrl === 'string' ? baseUrl + path : undefined

/** Each layer is asked whether it handles errors, once there is one. */
const noticingHandled = (original: Method): Method =>
  function handleError(this: unknown, error: unknown, request: unknown, response: unknown, next: unknown): unknown {
    noteThrown(request as IncomingMessage, error)
    return original.call(this, error, request, response, next)
  }

/**
 * Errors that leave a router: of an app without a handler for them, these are all. Where the router is mounted is known
 * now, and not any more when the request is answered.
 */
const noticingLeft = (original: Method): Method =>
  function handle(this: unknown, request: unknown, response: unknown, callback: unknown): unknown {
    if (typeof callback !== 'function') return original.call(this, request, response, callback)
    const baseUrl = (request as ExpressRequest).baseUrl ?? ''
    const done = function (this: unknown, error: unknown): unknown {
      if (isError(error)) noteLeft(request as ExpressRequest, baseUrl, error)
      return callback.call(this, error)
    }
    return original.call(this, request, response, done)
  }

/** Not the words by which a handler leaves a route or a router. */
const isError = (value: unknown): boolean => Boolean(value) && value !== 'route' && value !== 'router'

const noteLeft = guarded((request: ExpressRequest, baseUrl: unknown, error: unknown): void => {
  noteThrown(request, error)
  const span = serverSpanOf(request)
  const route = joined(baseUrl, request.route?.path)
  if (route !== undefined && span !== undefined && span.name === request.method) nameByRoute(span, route)
})
