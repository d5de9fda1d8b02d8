import type { IncomingMessage } from 'node:http'
import { http } from '../../builtins.ts'
import { subscribe } from '../../channels.ts'
import { noteInternalError } from '../../guard.ts'
import type { ResponseHeader } from '../../settings/settings.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { writeTraceparent } from '../../trace/trace-parent.ts'
import { type Method, patch } from '../patch.ts'
import { serverSpanOf } from './exchange.ts'

/** What answers say of their trace; undefined while tracing is off. */
let told: readonly ResponseHeader[] | undefined

/**
 * Has the answers to traced requests say which trace they are of.
 *
 * `_storeHeader` is where Node puts a head together: given the status line and what the app has set in whatever way, in
 * every version that we support. Lines that follow the status line come first in the head, and nobody in the app sees them
 * among its headers. The alternative, `setHeader` when the request comes, was refused: it shows in `getHeaders()`, turns
 * every `writeHead` into the slow one, and costs 0.9 µs where this costs 0.2.
 */
export function tellCallers(headers: readonly ResponseHeader[]): () => void {
  if (headers.length === 0) return () => {}
  told = headers
  // Not before there is a server: `node:http` is not loaded at start.
  const stopWaiting = subscribe('http.server.request.start', () => {
    stopWaiting()
    patch(http().ServerResponse, { _storeHeader: tellingStoreHeader })
  })
  return () => {
    stopWaiting()
    told = undefined
  }
}

const tellingStoreHeader = (original: Method): Method =>
  function _storeHeader(this: unknown, firstLine: unknown, headers: unknown): unknown {
    const lines = told === undefined ? '' : linesFor(told, this as Answer, headers as object | undefined)
    return original.call(this, lines === '' ? firstLine : `${firstLine}${lines}`, headers)
  }

interface Answer {
  readonly req?: IncomingMessage
  readonly statusCode: number
  readonly [key: symbol]: unknown
}

function linesFor(all: readonly ResponseHeader[], response: Answer, headers: object | undefined): string {
  try {
    const { req, statusCode } = response
    const span = req === undefined ? undefined : serverSpanOf(req)
    // After a status below 200, the final answer is still to come.
    if (req === undefined || span === undefined || statusCode < 200) return ''
    let lines = ''
    for (const { kind, name } of all) {
      // The app's own wins; of Server-Timing there may be several.
      if (kind === 'server-timing' || !hasHeader(response, headers, name))
        lines += `${name}: ${headerValue[kind](span)}\r\n`
    }
    return req.headers.origin === undefined ? lines : lines + exposing(all)
  } catch (error) {
    noteInternalError(error)
    return ''
  }
}

const headerValue: Readonly<Record<ResponseHeader['kind'], (span: RecordedSpan) => string>> = {
  traceresponse: writeTraceparent,
  'otel-trace-id': span => span.spanContext().traceId,
  'server-timing': span => `traceparent;desc="${writeTraceparent(span)}"`,
}

/** A page of another origin may not read a header that is not named here; whether it may read anything, the app says. */
function exposing(all: readonly ResponseHeader[]): string {
  const names = all.filter(({ kind }) => kind !== 'server-timing').map(({ name }) => name)
  return names.length === 0 ? '' : `access-control-expose-headers: ${names.join(', ')}\r\n`
}

/** Where a response keeps what `setHeader` sets, by names in lower case; undefined until the first answer. */
let outHeadersKey: symbol | null | undefined

/**
 * Node hands over what `setHeader` has set, or what `writeHead` was given: an object by names, a list of names and values in
 * turn, or a list of pairs. The first is usual, and to walk through it costs a microsecond, since it is a dictionary to V8.
 */
function hasHeader(response: Answer, headers: object | undefined, name: string): boolean {
  outHeadersKey ??= Object.getOwnPropertySymbols(response).find(key => key.description === 'kOutHeaders') ?? null
  if (outHeadersKey !== null && headers === response[outHeadersKey]) return headers != null && name in headers
  if (Array.isArray(headers)) {
    const isPairs = Array.isArray(headers[0])
    return headers.some((each, i) => (isPairs ? isName(each[0], name) : i % 2 === 0 && isName(each, name)))
  }
  for (const key in headers) if (isName(key, name)) return true
  return false
}

const isName = (key: unknown, name: string): boolean =>
  typeof key === 'string' && key.length === name.length && key.toLowerCase() === name
