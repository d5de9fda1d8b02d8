import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { SpanKind } from '@opentelemetry/api'
import { guarded } from '../guard.ts'
import { extractHeaders } from '../propagation/carriers.ts'
import { boundedTraceState } from '../propagation/trace-context-propagator.ts'
import { TraceContext } from '../trace/context.ts'
import { enterContext } from '../trace/context-manager.ts'
import type { RecordingTracerProvider } from '../trace/provider.ts'
import type { RecordedSpan } from '../trace/span.ts'
import { readTraceparent, type TraceParent } from '../trace/trace-parent.ts'
import { parentIn, type RecordingTracer } from '../trace/tracer.ts'
import { sdkVersion } from '../version.ts'
import { subscribe } from './channels.ts'
import { type Connection, connectionOf, forget } from './connection.ts'
import { expressRoute } from './express.ts'
import { bindEvents, contextOf } from './http-events.ts'
import { isKnownMethod } from './http-methods.ts'
import { endServerSpan, setRequestAttributes } from './http-server-attributes.ts'
import type { OnSampledOut } from './keep-header.ts'
import { nameByRoute } from './route-names.ts'

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/**
 * One SERVER span for each request that Node's HTTP server parses, whatever framework is on top.
 *
 * The context is entered from the channel, which Node publishes in the parser's callback right before it emits
 * `request`. The alternative, to patch `Server.prototype.emit` and run it inside the context, was refused: it costs every
 * event of every server, and wins nothing. `enterWith` holds to the end of the current callback; the parser's callback
 * has a scope of its own (a native one for each message, also for pipelined ones), so the next request on the connection
 * starts without it, enters its own, and takes its parent from its own headers, never from what is active.
 */
export function instrumentHttpServer(provider: RecordingTracerProvider, onSampledOut: OnSampledOut): () => void {
  const tracer = provider.getTracer('@throughline/node/http-server', sdkVersion)
  const stops = [
    subscribe<Exchange>('http.server.request.start', exchange => onStart(tracer, exchange, onSampledOut)),
    // Before any listener of the app for `finish`, which may be the one that calls `process.exit()`.
    subscribe<Exchange>('http.server.response.finish', ({ request, response }) => finish(request, response, false)),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function onStart(tracer: RecordingTracer, { request, response }: Exchange, onSampledOut: OnSampledOut): void {
  const { headers } = request
  const carried = tracer.propagator === undefined ? undefined : extractHeaders(tracer.propagator, headers)
  const parent = carried === undefined ? remoteParent(headers) : parentIn(carried)
  const { method } = request
  const span = tracer.startChild(isKnownMethod(method) ? method : 'HTTP', SpanKind.SERVER, parent)
  const connection = connectionOf(request.socket, onConnectionClosed)
  setRequestAttributes(span, connection, request)
  if (carried !== undefined) tracer.started(span, carried)
  if (!span.isSampled) onSampledOut(span, headers)
  const context = carried?.withSpan(span) ?? new TraceContext(span, joined(headers.baggage) || undefined)
  bindEvents(request, context, hasBody(headers))
  if (connection.newest !== undefined && isOpen(connection.newest)) {
    connection.earlier = [...connection.earlier.filter(isOpen), connection.newest]
  }
  connection.newest = response
  enterContext(context)
}

function remoteParent({ traceparent, tracestate }: IncomingHttpHeaders): TraceParent | undefined {
  return typeof traceparent === 'string'
    ? readTraceparent(traceparent, boundedTraceState(joined(tracestate)))
    : undefined
}

/** Node gives a header that it does not know as a text, however often it came; an app's own parser may not. */
const joined = (value: string | string[] | undefined): string =>
  typeof value === 'string' ? value : (value?.join(',') ?? '')

/** RFC 9112, 6: a request has a body where a header says so. */
const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

const isOpen = (response: ServerResponse): boolean => serverSpanOf(response.req)?.isRecording() === true

/** What is open now is not answered any more. The app is told of it next, in the context of its newest request. */
const onConnectionClosed = guarded(({ earlier, newest }: Connection): void => {
  if (newest === undefined) return
  for (const response of [...earlier, newest]) if (isOpen(response)) finish(response.req, response, true)
  const context = contextOf(newest.req)
  if (context !== undefined) enterContext(context)
})

/** The server span of a request, for frameworks that know more about it: the route, the exception. */
export function serverSpanOf(request: IncomingMessage): RecordedSpan | undefined {
  return contextOf(request)?.span as RecordedSpan | undefined
}

function finish(request: IncomingMessage, response: ServerResponse, isAborted: boolean): void {
  forget(request.socket, response)
  const span = serverSpanOf(request)
  if (span?.isRecording() !== true) return
  const route = expressRoute(request)
  // A name that is more than a method has been given by the app, or by the framework on top of this one.
  if (route !== undefined && span.name === request.method) nameByRoute(span, route)
  endServerSpan(span, response, isAborted)
}
