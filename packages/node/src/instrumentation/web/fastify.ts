import type { IncomingMessage } from 'node:http'
import { subscribe } from '../../channels.ts'
import { guarded } from '../../guard.ts'
import { serverSpanOf } from '../http/exchange.ts'
import { nameByRoute } from './route-names.ts'
import { noteThrown } from './thrown.ts'

/** What we use of Fastify 4 and 5. */
interface FastifyRequest {
  readonly raw: IncomingMessage
  readonly routeOptions?: { readonly url?: string }
  readonly [key: symbol]: RouteContext | undefined
}
interface RouteContext {
  readonly config?: { readonly url?: string }
}
interface FastifyInstance {
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: unknown, done: () => void) => void): void
  addHook(
    name: 'onError',
    hook: (request: FastifyRequest, reply: unknown, error: unknown, done: () => void) => void,
  ): void
}

/**
 * Tells the server span what Fastify knows: the route, and what a handler or hook threw. No span of its own: its time
 * would be the server span's again.
 *
 * Hooks on the instance and not the channel `tracing:fastify.request.handler`, because a hook of the app that answers
 * first (401, 429) ends a request before that channel is published, and such requests have a route too.
 */
export function instrumentFastify(): () => void {
  return subscribe<{ fastify: FastifyInstance }>('fastify.initialization', ({ fastify }) => {
    fastify.addHook('onRequest', (request, _reply, done) => {
      noteRoute(request)
      done()
    })
    fastify.addHook('onError', (request, _reply, error, done) => {
      noteThrown(request.raw, error)
      done()
    })
  })
}

const noteRoute = guarded((request: FastifyRequest): void => {
  const route = routeOf(request)
  const span = serverSpanOf(request.raw)
  if (route !== undefined && span !== undefined) nameByRoute(span, route)
})

/** Where Fastify 4 and 5 keep the route's own object; undefined until the first request, `null` where they do not. */
let contextKey: symbol | null | undefined

/**
 * `request.routeOptions` is a getter that makes an object of twelve properties each time.
 *
 * Hot path: bench/request-overhead.
 */
function routeOf(request: FastifyRequest): string | undefined {
  contextKey ??= Object.getOwnPropertySymbols(request).find(key => key.description === 'fastify.context') ?? null
  const context = contextKey === null ? undefined : request[contextKey]
  return context?.config === undefined ? request.routeOptions?.url : context.config.url
}
