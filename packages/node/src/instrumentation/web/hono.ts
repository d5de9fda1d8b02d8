import type { IncomingMessage, ServerResponse } from 'node:http'
import { type EsExports, onEsModule } from '../../modules/es-modules.ts'
import { type Method, patch } from '../patch.ts'
import { readRoutesBy } from './routes.ts'
import { noteThrown } from './thrown.ts'

/** What we use of Hono 4, on `@hono/node-server`, which gives Node's own objects for `env`. */
interface HonoContext {
  readonly env?: { readonly incoming?: HonoRequest; readonly outgoing?: ServerResponse } | undefined
  readonly req: { readonly routeIndex: number; readonly matchedRoutes: readonly HonoRoute[] }
}
interface HonoRoute {
  readonly method: string
  readonly path: string
}
type ErrorHandler = (error: unknown, context: HonoContext) => unknown
interface HonoApp {
  errorHandler: ErrorHandler
}

const CONTEXT = Symbol('throughline.hono')

type HonoRequest = IncomingMessage & { [CONTEXT]?: HonoContext }
type Class = new (...args: unknown[]) => object

/**
 * Tells the server span what Hono knows: the route, as it stands in the context in the end, and what a handler threw.
 *
 * Hono publishes nothing, and its classes keep to themselves what we ask for: so both are derived from.
 */
export function instrumentHono(): () => void {
  let stopReading: (() => void) | undefined
  const takeContext = (exports: EsExports) => {
    stopReading ??= readRoutesBy(honoRoute)
    exports.Context = rememberedBy(exports.Context as Class)
  }
  const takeApp = (exports: EsExports) => {
    patch(exports.Hono, { route: withPlainHandlers, basePath: noticingToo })
    exports.Hono = noticedIn(exports.Hono as Class)
  }
  const stops = ['hono/dist', 'hono/dist/cjs'].flatMap(folder => [
    onEsModule(`${folder}/context.js`, ['Context'], takeContext),
    onEsModule(`${folder}/hono-base.js`, ['Hono'], takeApp),
  ])
  return () => {
    for (const stop of stops) stop()
    stopReading?.()
  }
}

const rememberedBy = (original: Class): Class =>
  class Context extends original {
    constructor(...args: unknown[]) {
      super(...args)
      const request = (this as unknown as HonoContext).env?.incoming
      // The first of several is that of the app which the others are mounted in.
      if (request !== undefined) request[CONTEXT] ??= this as unknown as HonoContext
    }
  }

/** The route of the handler that answered, or which a middleware that did stood before. */
function honoRoute(request: HonoRequest): string | undefined {
  const context = request[CONTEXT]
  if (context === undefined) return undefined
  const routes = context.req.matchedRoutes.slice(context.req.routeIndex)
  const [answered] = routes
  if (answered === undefined || !isForMany(answered)) return answered?.path
  const next = routes.find(({ method }) => method !== 'ALL')
  return next?.path ?? (context.env?.outgoing?.statusCode === 404 ? undefined : answered.path)
}

/** Most likely a middleware: Hono keeps them as routes for all methods. */
const isForMany = ({ method, path }: HonoRoute): boolean => method === 'ALL' && path.endsWith('*')

const noticedIn = (original: Class): Class =>
  class Hono extends original {
    constructor(...args: unknown[]) {
      super(...args)
      noticeErrors(this as unknown as HonoApp)
    }
  }

/** While Hono compares handlers, or hands them on to another app, which is itself noticed. */
let isPlain = false

function noticeErrors(app: HonoApp): void {
  let handler = app.errorHandler
  const noticing = function (this: unknown, error: unknown, context: HonoContext): unknown {
    if (context.env?.incoming !== undefined) noteThrown(context.env.incoming, error)
    return handler.call(this, error, context)
  }
  Object.defineProperty(app, 'errorHandler', {
    get: () => (isPlain ? handler : noticing),
    set: (given: ErrorHandler) => {
      handler = given
    },
    enumerable: true,
    configurable: true,
  })
}

const withPlainHandlers = (original: Method): Method =>
  function route(this: unknown, ...args: unknown[]): unknown {
    const before = isPlain
    isPlain = true
    try {
      return original.apply(this, args)
    } finally {
      isPlain = before
    }
  }

/** Makes another app, by a class that nobody can derive from. */
const noticingToo = (original: Method): Method => {
  const basePath = withPlainHandlers(original)
  return function (this: unknown, path: unknown): unknown {
    const app = basePath.call(this, path)
    noticeErrors(app as HonoApp)
    return app
  }
}
