import type { IncomingMessage } from 'node:http'
import { onFile } from '../../modules/packages.ts'
import { type Method, patch } from '../patch.ts'
import { readRoutesBy } from './routes.ts'
import { noteThrown } from './thrown.ts'

/** What restify 12 leaves on a request: the route that matched, if one did. */
interface RestifyRequest extends IncomingMessage {
  readonly route?: { readonly path?: unknown } | undefined
}

/** Tells the server span what restify knows: the route, and the errors that handlers throw or hand on. */
export function instrumentRestify(): () => void {
  let stopReading: (() => void) | undefined
  const stop = onFile('restify', 'lib/server.js', server => {
    stopReading ??= readRoutesBy(restifyRoute)
    patch(server, { _onHandlerError: noticingError })
  })
  return () => {
    stop()
    stopReading?.()
  }
}

/** Undefined where it found none, or one that is a pattern and no text. */
const restifyRoute = ({ route }: RestifyRequest): string | undefined =>
  typeof route?.path === 'string' ? route.path : undefined

/** Of a request without a route, the error is restify's own: its status says the same. */
const noticingError = (original: Method): Method =>
  function _onHandlerError(this: unknown, error: unknown, request: unknown, ...rest: unknown[]): unknown {
    const { route } = request as RestifyRequest
    if (error instanceof Error && route !== undefined) noteThrown(request as IncomingMessage, error)
    return original.call(this, error, request, ...rest)
  }
