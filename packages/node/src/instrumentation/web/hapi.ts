import type { IncomingMessage } from 'node:http'
import { guarded } from '../../guard.ts'
import { onFile } from '../../modules/packages.ts'
import { serverSpanOf } from '../http/exchange.ts'
import { type Method, patch } from '../patch.ts'
import { nameByRoute } from './route-names.ts'
import { noteThrown } from './thrown.ts'

/** What we use of a request of hapi 21. */
interface HapiRequest {
  readonly raw: { readonly req: IncomingMessage }
  readonly route: { readonly path: string }
  readonly _route: unknown
  readonly _core: { readonly router: { readonly specials: { readonly notFound: { readonly route: unknown } } } }
}

/** Tells the server span what hapi knows: the route, and the errors that it answers with. */
export function instrumentHapi(): () => void {
  return onFile('@hapi/hapi', 'lib/request.js', request =>
    patch(request, { _lookup: noticingRoute, _setResponse: noticingError }),
  )
}

const noticingRoute = (original: Method): Method =>
  function _lookup(this: unknown): unknown {
    const result = original.call(this)
    noteRoute(this as HapiRequest)
    return result
  }

const noteRoute = guarded((request: HapiRequest): void => {
  const span = serverSpanOf(request.raw.req)
  if (span === undefined || request._route === request._core.router.specials.notFound.route) return
  nameByRoute(span, request.route.path)
})

const noticingError = (original: Method): Method =>
  function _setResponse(this: unknown, response: unknown): unknown {
    if (response instanceof Error) noteThrown((this as HapiRequest).raw.req, response)
    return original.call(this, response)
  }
