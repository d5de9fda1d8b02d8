import type { IncomingMessage } from 'node:http'

/** What Express 4 and 5 leave on a request: the router it is in, and the route of that which matched. */
interface ExpressRequest extends IncomingMessage {
  readonly baseUrl?: unknown
  readonly route?: { readonly path?: unknown }
}

/**
 * The route that Express has found for a request, asked for when it is answered: nothing of Express is patched, and no
 * middleware of ours is in its way. Undefined where it found none, or one that is a pattern and no text.
 */
export function expressRoute({ baseUrl, route }: ExpressRequest): string | undefined {
  const path = route?.path
  return typeof path === 'string' && typeof baseUrl === 'string' ? baseUrl + path : undefined
}
