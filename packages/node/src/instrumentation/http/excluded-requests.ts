import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { type Span, type TextMapPropagator, TraceFlags, trace } from '@opentelemetry/api'
import { extractHeaders } from '../../propagation/carriers.ts'
import { w3cPropagator } from '../../propagation/propagator.ts'
import { passOn, type TraceContext } from '../../trace/context.ts'
import { randomWord, spanIdHex, traceIdHex } from '../../trace/ids.ts'
import { type Connection, connectionOf } from './connection.ts'
import { type Exchange, enterExchange } from './exchange.ts'
import { type RequestPattern, requestMatches } from './request-pattern.ts'

/**
 * `next`, which traces a request, for those that none of `excluded` matches.
 *
 * Within the others nothing is traced: their queries and calls would else be traces of their own, a dozen for each health
 * check. Services that are called from there are told what this one was told, so that a trace which passes through here
 * goes on. Where it was told nothing, they are told of a trace that is not sampled: each would else begin a new one.
 */
export function exceptFor(
  excluded: readonly RequestPattern[],
  propagator: TextMapPropagator | undefined,
  onClosed: (connection: Connection) => void,
  next: (exchange: Exchange) => void,
): (exchange: Exchange) => void {
  // Decided here, so that a request pays nothing where nobody asks for it.
  if (excluded.length === 0) return next
  const isExcluded = (request: IncomingMessage) => excluded.some(pattern => requestMatches(pattern, request))
  const headerReader = propagator ?? w3cPropagator
  return exchange => {
    const { request } = exchange
    if (!isExcluded(request)) return next(exchange)
    enterExchange(exchange, excludedContext(headerReader, request.headers), connectionOf(request.socket, onClosed))
  }
}

export function excludedContext(headerReader: TextMapPropagator, headers: IncomingHttpHeaders): TraceContext {
  const caller = extractHeaders(headerReader, headers)
  return passOn(caller, caller.span ?? unsampledSpan())
}

/** Of a trace that nobody has begun. */
const unsampledSpan = (): Span =>
  trace.wrapSpanContext({
    traceId: traceIdHex(randomWord() | 1, randomWord(), randomWord(), randomWord()),
    spanId: spanIdHex(randomWord() | 1, randomWord()),
    traceFlags: TraceFlags.NONE,
  })
