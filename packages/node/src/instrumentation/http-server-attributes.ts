import type { IncomingMessage, ServerResponse } from 'node:http'
import { SpanStatusCode } from '@opentelemetry/api'
import type { RecordedSpan } from '../trace/span.ts'
import { knownMethod } from './http-methods.ts'
import { pathOf, redactQuery, splitHost } from './urls.ts'

/**
 * The stable HTTP conventions for servers. Keys are distinct and values plain, so they are added without the checks that
 * an app's attributes go through.
 *
 * Hot path: bench/request-overhead.
 */
export function setRequestAttributes(span: RecordedSpan, request: IncomingMessage): void {
  const { attributes } = span
  const method = request.method ?? ''
  const knownMethodName = knownMethod(method)
  span.name = knownMethodName === '_OTHER' ? 'HTTP' : knownMethodName
  attributes.add('http.request.method', knownMethodName)
  if (knownMethodName !== method) attributes.add('http.request.method_original', method)
  addUrl(span, request)
  addHost(span, request.headers.host)
  attributes.add('network.protocol.version', request.httpVersion)
  const userAgent = request.headers['user-agent']
  if (userAgent !== undefined) attributes.add('user_agent.original', userAgent)
  addPeer(span, request)
}

function addUrl({ attributes }: RecordedSpan, request: IncomingMessage): void {
  const url = pathOf(request.url ?? '')
  const queryStart = url.indexOf('?')
  attributes.add('url.path', queryStart < 0 ? url : url.slice(0, queryStart))
  if (queryStart >= 0) attributes.add('url.query', redactQuery(url.slice(queryStart + 1)))
  attributes.add('url.scheme', 'encrypted' in request.socket ? 'https' : 'http')
}

function addHost({ attributes }: RecordedSpan, host: string | undefined): void {
  if (host === undefined) return
  const { host: address, port } = splitHost(host)
  attributes.add('server.address', address)
  if (port !== undefined) attributes.add('server.port', port)
}

function addPeer({ attributes }: RecordedSpan, request: IncomingMessage): void {
  const { remoteAddress } = request.socket
  if (remoteAddress === undefined) return
  attributes.add('network.peer.address', remoteAddress)
  const forwardedFor = request.headers['x-forwarded-for']
  attributes.add('client.address', typeof forwardedFor === 'string' ? firstAddress(forwardedFor) : remoteAddress)
}

const firstAddress = (forwardedFor: string): string => (forwardedFor.split(',', 1)[0] ?? '').trim()

/**
 * A client that went away before it had the answer saw no status: none is recorded, unless it was under way already. It
 * is no error of the server's, so the span's status stays unset and `error.type` says what happened.
 */
export function endServerSpan(span: RecordedSpan, response: ServerResponse, isAborted: boolean): void {
  if (!isAborted || response.headersSent) span.setAttribute('http.response.status_code', response.statusCode)
  if (isAborted) span.setAttribute('error.type', 'aborted')
  else if (response.statusCode >= 500) fail(span, response.statusCode)
  span.end()
}

function fail(span: RecordedSpan, statusCode: number): void {
  span.setAttribute('error.type', String(statusCode))
  span.setStatus({ code: SpanStatusCode.ERROR, message: span.statusMessage })
}
