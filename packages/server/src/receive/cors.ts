import type { IncomingMessage, ServerResponse } from 'node:http'
import { corsMaxAgeSeconds } from '../limits.ts'

/** Which pages may send from a browser ("CORS protocol" of the Fetch standard). */
export interface Cors {
  /** Origins such as `https://shop.example`; `*` for any, also in place of one label: `https://*.shop.example`. */
  readonly allowedOrigins: readonly string[]
  /** Request headers that a page may set, beside those that every OTLP exporter does. */
  readonly allowedHeaders: readonly string[]
}

const exporterHeaders = ['Content-Type', 'Content-Encoding', 'Authorization']

/** Lets the page that asked read the answer, where it may; true where that was all that it asked. */
export function answerCors(request: IncomingMessage, response: ServerResponse, cors: Cors | undefined): boolean {
  const { origin } = request.headers
  if (!cors || origin === undefined) return false
  // Also in a refusal: a cache must not give the answer for one origin to another.
  response.setHeader('vary', 'Origin')
  if (!cors.allowedOrigins.some(pattern => matches(pattern, origin))) return false
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', 'Retry-After')
  const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers
  if (isPreflight) answerPreflight(response, cors)
  return isPreflight
}

/** It comes without credentials, so it is answered before they are asked for. */
function answerPreflight(response: ServerResponse, { allowedHeaders }: Cors): void {
  response.setHeader('access-control-allow-methods', 'POST')
  response.setHeader('access-control-allow-headers', [...exporterHeaders, ...allowedHeaders].join(', '))
  response.setHeader('access-control-max-age', corsMaxAgeSeconds)
  response.writeHead(204).end()
}

function matches(pattern: string, origin: string): boolean {
  if (pattern === '*') return true
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return pattern === origin
  const label = origin.slice(before.length, origin.length - after.length)
  return origin === `${before}${label}${after}` && /^[\w-]+$/.test(label)
}
