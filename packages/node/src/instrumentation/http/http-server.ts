import type { IncomingMessage, ServerResponse } from 'node:http'
import { SpanKind } from '@opentelemetry/api'
import { subscribe } from '../../channels.ts'
import { guarded } from '../../guard.ts'
import { extractHeaders } from '../../propagation/carriers.ts'
import { TraceContext } from '../../trace/context.ts'
import { enterContext } from '../../trace/context-manager.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'
import { sdkVersion } from '../../version.ts'
import { nameByRoute } from '../web/route-names.ts'
import { routeOf } from '../web/routes.ts'
import { type Connection, connectionOf, forget } from './connection.ts'
import { type Exchange, enterExchange, isOpen, leaveExchange, serverSpanOf } from './exchange.ts'
import { exceptFor } from './excluded-requests.ts'
import { contextOf } from './http-events.ts'
import { isKnownMethod } from './http-methods.ts'
import { endServerSpan, setRequestAttributes } from './http-server-attributes.ts'
import { joined, remoteParent } from './incoming-headers.ts'
import type { OnSampledOut } from './keep-header.ts'
import type { RequestPattern } from './request-pattern.ts'
import { byRules, type SamplingRule } from './sampling-rules.ts'

type OnClosed = (connection: Connection) => void

export interface ServerSettings {
  /** Requests that are not traced. */
  readonly excluded: readonly RequestPattern[]
  readonly samplingRules: readonly SamplingRule[]
  readonly onSampledOut: OnSampledOut
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
export function instrumentHttpServer(
  provider: RecordingTracerProvider,
  { excluded, samplingRules, onSampledOut }: ServerSettings,
): () => void {
  const tracer = provider.getTracer('@throughline/node/http-server', sdkVersion)
  const onClosed = guarded(onConnectionClosed)
  const tracing = (chosen: RecordingTracer) => (exchange: Exchange) => onStart(chosen, exchange, onSampledOut, onClosed)
  const trace = byRules(samplingRules, provider, tracer, tracing)
  const stops = [
    subscribe<Exchange>('http.server.request.start', exceptFor(excluded, tracer.propagator, onClosed, trace)),
    // Before any listener of the app for `finish`, which may be the one that calls `process.exit()`.
    subscribe<Exchange>('http.server.response.finish', exchange => {
      finish(exchange.request, exchange.response, false)
      leaveExchange(exchange)
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function onStart(tracer: RecordingTracer, exchange: Exchange, onSampledOut: OnSampledOut, onClosed: OnClosed): void {
  const { request } = exchange
  const { headers, method } = request
  const carried = tracer.propagator === undefined ? undefined : extractHeaders(tracer.propagator, headers)
  const parent = carried === undefined ? remoteParent(headers) : parentIn(carried)
  const span = tracer.startChild(isKnownMethod(method) ? method : 'HTTP', SpanKind.SERVER, parent)
  const connection = connectionOf(request.socket, onClosed)
  setRequestAttributes(span, connection, request)
  if (carried !== undefined) tracer.started(span, carried)
  if (!span.isSampled) onSampledOut(span, headers)
  const context = carried?.withSpan(span) ?? new TraceContext(span, joined(headers.baggage) || undefined)
  enterExchange(exchange, context, connection)
}

/** What is open now is not answered any more. The app is told of it next, in the context of its newest request. */
function onConnectionClosed({ earlier, newest }: Connection): void {
  if (newest === undefined) return
  for (const response of [...earlier, newest]) if (isOpen(response)) finish(response.req, response, true)
  const context = contextOf(newest.req)
  if (context !== undefined) enterContext(context)
}

function finish(request: IncomingMessage, response: ServerResponse, isAborted: boolean): void {
  forget(request.socket, response)
  const span = serverSpanOf(request)
  if (span?.isRecording() !== true) return
  const route = routeOf(request)
  // A name that is more than a method has been given by the app, or by the framework on top of this one.
  if (route !== undefined && span.name === request.method) nameByRoute(span, route)
  endServerSpan(span, response, isAborted)
}
