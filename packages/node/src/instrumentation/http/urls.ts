/**
 * Values of query parameters that are credentials, as the URL conventions list them (`url.query`, `url.full`).
 * Nothing else is removed: which other parameters are secret only the app knows.
 */
const secretParameters = /(^|[?&])(AWSAccessKeyId|Signature|sig|X-Goog-Signature)=[^&#]*/g

export const redactQuery = (query: string): string =>
  query.includes('=') ? query.replace(secretParameters, '$1$2=REDACTED') : query

/** `url.full`: without user and password, and without a fragment, which is never sent. */
export function fullUrl(origin: string, target: string): string {
  const url = resolved(origin, target)
  const withoutFragment = url.includes('#') ? (url.split('#', 1)[0] ?? url) : url
  return redactQuery(withoutFragment.includes('@') ? withoutCredentials(withoutFragment) : withoutFragment)
}

const withoutCredentials = (url: string): string => url.replace(/^([a-z]+:\/\/)[^/?#]*@/i, '$1REDACTED:REDACTED@')

/** RFC 9112, 3.2: a proxy is asked for a whole URL; `*` and the `host:port` of a tunnel have no path. */
function resolved(origin: string, target: string): string {
  if (target.startsWith('/')) return origin + target
  return schemeAndAuthority.test(target) ? target : origin
}

const schemeAndAuthority = /^https?:\/\/[^/?#]*/i

/** Path and query of a request's target: a client may send the whole URL, with user and password in it. */
export function pathOf(target: string): string {
  if (target.startsWith('/')) return target
  const path = target.replace(schemeAndAuthority, '')
  return path === '' || path.startsWith('?') ? `/${path}` : path
}

export interface HostAndPort {
  readonly host: string
  /** Undefined where the text names none. */
  readonly port: number | undefined
}

/** Takes `host`, `host:port`, `[v6]` or `[v6]:port` apart; brackets are not part of an address. */
export function splitHost(text: string): HostAndPort {
  const portStart = text.lastIndexOf(':')
  const hasPort = portStart > text.lastIndexOf(']')
  const host = hasPort ? text.slice(0, portStart) : text
  const port = hasPort ? Number(text.slice(portStart + 1)) : Number.NaN
  return {
    host: host.startsWith('[') ? host.slice(1, -1) : host,
    port: Number.isInteger(port) && port > 0 ? port : undefined,
  }
}
