import { type Context, SpanKind, SpanStatusCode, type TextMapPropagator } from '@opentelemetry/api'
import { writeBaggage } from '../../propagation/baggage.ts'
import { injectHeaders } from '../../propagation/carriers.ts'
import { w3cPropagator } from '../../propagation/propagator.ts'
import { baggageOf, contextToTell, contextWithSpan, isSuppressed } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'
import { errorMessage, errorType } from '../../trace/exception.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { writeTraceparent } from '../../trace/trace-parent.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'
import { knownMethod } from './http-methods.ts'
import { attributesOf } from './origin-attributes.ts'
import { fullUrl } from './urls.ts'

/** What an HTTP client is about to send. */
export interface OutgoingRequest<Request> {
  readonly request: Request
  readonly method: string
  /** `http://host:port`, without a path. */
  readonly origin: string
  readonly path: string
  readonly setHeader: (request: Request, name: string, value: string) => void
}

/**
 * Starts the CLIENT span of one HTTP exchange and writes its context into the request's headers. Undefined where nothing
 * is to be traced: the requests of standard exporters would else be spans, which they export by requests.
 */
export function startClientSpan<Request>(
  tracer: RecordingTracer,
  outgoing: OutgoingRequest<Request>,
): RecordedSpan | undefined {
  const context = activeContext()
  if (isSuppressed(context)) {
    passHeadersOn(tracer, outgoing, context)
    return undefined
  }
  const method = knownMethod(outgoing.method)
  const span = tracer.startChild(method === '_OTHER' ? 'HTTP' : method, SpanKind.CLIENT, parentIn(context))
  const { attributes } = span
  attributes.share(attributesOf(outgoing.origin, method))
  if (method !== outgoing.method) attributes.add('http.request.method_original', outgoing.method)
  attributes.add('url.full', fullUrl(outgoing.origin, outgoing.path))

  if (tracer.propagator === undefined) writeW3cHeaders(outgoing, span, context)
  else {
    tracer.started(span, context)
    writeHeaders(tracer.propagator, outgoing, contextWithSpan(context, span))
  }
  return span
}

/** What is called within a request that is excluded still belongs to the caller's trace, or to none that is sampled. */
function passHeadersOn<Request>(tracer: RecordingTracer, outgoing: OutgoingRequest<Request>, context: Context): void {
  const told = contextToTell(context)
  if (told !== undefined) writeHeaders(tracer.propagator ?? w3cPropagator, outgoing, told)
}

function writeHeaders<Request>(
  propagator: TextMapPropagator,
  { request, setHeader }: OutgoingRequest<Request>,
  context: Context,
): void {
  injectHeaders(propagator, context, (name, value) => setHeader(request, name, value))
}

function writeW3cHeaders<Request>(
  { request, setHeader }: OutgoingRequest<Request>,
  span: RecordedSpan,
  context: Context,
): void {
  // Over whatever is there: a proxy that hands on its caller's headers would else make us invisible.
  setHeader(request, 'traceparent', writeTraceparent(span))
  if (span.traceState !== '') setHeader(request, 'tracestate', span.traceState)
  const baggage = baggageOf(context)
  const baggageHeader = baggage === undefined ? '' : writeBaggage(baggage)
  if (baggageHeader !== '') setHeader(request, 'baggage', baggageHeader)
}

/** For a client, unlike a server, a 4xx is an error too: it asked for something that it did not get. */
export function noteResponse(span: RecordedSpan, statusCode: number): void {
  span.note('http.response.status_code', statusCode)
  if (statusCode < 400) return
  span.note('error.type', String(statusCode))
  span.setStatus({ code: SpanStatusCode.ERROR })
}

export function noteError(span: RecordedSpan, error: unknown): void {
  span.note('error.type', errorType(error))
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) })
}
