import type { IncomingMessage } from 'node:http'
import { guarded } from '../../guard.ts'
import { onFile } from '../../modules/packages.ts'
import { serverSpanOf } from '../http/exchange.ts'
import { type Method, patch } from '../patch.ts'
import { nameByRoute } from './route-names.ts'
import { noteThrown } from './thrown.ts'

/** What Fastify 4 and 5 keep of the route that a request is for; without an address where none matches. */
interface RouteContext {
  readonly config?: { readonly url?: string }
}

/** The class of an instance's requests, which Fastify makes as a function, for each scope anew. */
type RequestType = (
  this: unknown,
  id: unknown,
  params: unknown,
  raw: IncomingMessage,
  query: unknown,
  log: unknown,
  context: RouteContext | undefined,
) => void

interface RequestModule {
  buildRequest: (parent: RequestType, ...rest: unknown[]) => RequestType
}

interface FastifyReply {
  readonly raw?: { readonly req?: IncomingMessage }
  readonly [key: symbol]: unknown
}

let isOn = false

/**
 * Tells the server span what Fastify knows: the route, and what a handler or hook threw. No span of its own: its time
 * would be the server span's again.
 *
 * Where a request is made, and where an error is sent. Hooks of ours on the instance would do, too, but an app sees them: in
 * the tree of its plugins, in `printRoutes`, in its number of hooks; two tests of Fastify's own fail by them. And the channel
 * `tracing:fastify.request.handler` is not published where a hook of the app answers first (401, 429).
 */
export function instrumentFastify(): () => void {
  isOn = true
  const stops = [
    onFile('fastify', 'lib/request.js', exports => nameRequests(exports as RequestModule)),
    onFile('fastify', 'lib/reply.js', reply => patch(reply, { send: noticeErrors })),
    () => {
      isOn = false
    },
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function nameRequests(module: RequestModule): void {
  const { buildRequest } = module
  if (typeof buildRequest !== 'function') return
  // Both: of a class that the app has not decorated, Fastify uses the parent.
  module.buildRequest = (parent, ...rest) => named(buildRequest(ours.has(parent) ? parent : named(parent), ...rest))
}

const ours = new WeakSet<RequestType>()

/**
 * Called in place of `original`, of which it has all but its name. Hot path: bench/request-overhead.
 */
function named(original: RequestType): RequestType {
  const Request: RequestType = function (id, params, raw, query, log, context) {
    original.call(this, id, params, raw, query, log, context)
    noteRoute(raw, context)
  }
  Request.prototype = original.prototype
  ours.add(Request)
  return Object.setPrototypeOf(Request, original)
}

const noteRoute = guarded((raw: IncomingMessage, context: RouteContext | undefined): void => {
  const route = context?.config?.url
  if (route === undefined || !isOn) return
  const span = serverSpanOf(raw)
  if (span !== undefined) nameByRoute(span, route)
})

const noticeErrors = (original: Method): Method =>
  function send(this: unknown, ...args: unknown[]): unknown {
    const reply = this as FastifyReply
    if (isOn && isError(reply, args[0]) && reply.raw?.req !== undefined) noteThrown(reply.raw.req, args[0])
    return original.apply(this, args)
  }

/** Where Fastify 4 and 5 note that what is sent was thrown; undefined until the first answer, `null` where they do not. */
let thrownKey: symbol | null | undefined

function isError(reply: FastifyReply, payload: unknown): boolean {
  if (payload instanceof Error) return true
  thrownKey ??= Object.getOwnPropertySymbols(reply).find(key => key.description === 'fastify.reply.isError') ?? null
  return thrownKey !== null && reply[thrownKey] === true
}
