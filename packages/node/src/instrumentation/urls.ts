/**
 * Values of query parameters that are credentials, as the URL conventions list them (`url.query`, `url.full`).
 * Nothing else is removed: which other parameters are secret only the app knows.
 */
const secretParameters = /(^|[?&])(AWSAccessKeyId|Signature|sig|X-Goog-Signature)=[^&#]*/g

export const redactQuery = (query: string): string => query.replace(secretParameters, '$1$2=REDACTED')

/** `url.full`: without user and password, and without a fragment, which is never sent. */
export function fullUrl(origin: string, path: string): string {
  // A proxy is asked for the whole URL, which is then already in the path.
  const url = path.startsWith('http://') || path.startsWith('https://') ? path : origin + path
  const withoutFragment = url.split('#', 1)[0] ?? url
  return redactQuery(withoutFragment.replace(/^([a-z]+:\/\/)[^/?#]*@/i, '$1REDACTED:REDACTED@'))
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
