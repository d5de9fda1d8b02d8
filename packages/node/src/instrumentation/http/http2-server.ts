import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Http2Session, ServerHttp2Stream } from 'node:http2'
import { SpanKind, type TextMapPropagator } from '@opentelemetry/api'
import { subscribe } from '../../channels.ts'
import { extractHeaders } from '../../propagation/carriers.ts'
import { w3cPropagator } from '../../propagation/propagator.ts'
import { TraceContext } from '../../trace/context.ts'
import { enterContext } from '../../trace/context-manager.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'
import { sdkVersion } from '../../version.ts'
import { isGrpcServing } from '../rpc/grpc-server.ts'
import { nameByRoute } from '../web/route-names.ts'
import { routeOf } from '../web/routes.ts'
import { type Connection, newConnection } from './connection.ts'
import { excludedContext } from './excluded-requests.ts'
import { bindEvents, contextOf } from './http-events.ts'
import { isKnownMethod } from './http-methods.ts'
import type { ServerSettings } from './http-server.ts'
import { endServerSpan, setRequestAttributes } from './http-server-attributes.ts'
import { joined, remoteParent } from './incoming-headers.ts'
import { requestMatches } from './request-pattern.ts'
import { byRules } from './sampling-rules.ts'

type Headers = IncomingHttpHeaders & { readonly [name: `:${string}`]: string | undefined }

interface StreamStart {
  readonly stream: ServerHttp2Stream
  readonly headers: Headers
}
interface Exchange2 {
  readonly stream: ServerHttp2Stream
  readonly request: StreamRequest
}

/** What an HTTP/1 request says of itself, as a stream's headers say it. */
interface StreamRequest {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly httpVersion: string
  readonly socket: Peer
}
interface Peer {
  readonly remoteAddress: string | undefined
  readonly encrypted?: true
}

/**
 * One SERVER span for each stream that a client opens, of the stream API and of the compatible one. Node tells of streams
 * from 22.23, 24.21 and 26 on; under an older one nothing comes from these channels.
 */
export function instrumentHttp2Server(
  provider: RecordingTracerProvider,
  { excluded, samplingRules, onSampledOut }: ServerSettings,
): () => void {
  const tracer = provider.getTracer('@throughline/node/http-server', sdkVersion)
  const trace = byRules(samplingRules, provider, tracer, chosen => (exchange: Exchange2) => {
    const span = start(chosen, exchange)
    if (!span.isSampled) onSampledOut(span, exchange.request.headers)
  })
  const stops = [
    subscribe<StreamStart>('http2.server.stream.start', ({ stream, headers }) => {
      if (isPush(stream) || isTracedAsGrpc(headers)) return
      const exchange = { stream, request: requestOf(stream, headers) }
      if (!excluded.some(pattern => requestMatches(pattern, exchange.request))) trace(exchange)
      else enter(stream, excludedContext(readerOf(tracer), exchange.request.headers))
    }),
    subscribe<{ stream: ServerHttp2Stream }>('http2.server.stream.close', ({ stream }) => finish(stream)),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** RFC 9113, 5.1.1: those that a server opens have even numbers. */
const isPush = ({ id = 0 }: ServerHttp2Stream): boolean => id % 2 === 0

const isTracedAsGrpc = (headers: Headers): boolean =>
  isGrpcServing() && headers['content-type']?.startsWith('application/grpc') === true

const readerOf = ({ propagator }: RecordingTracer): TextMapPropagator => propagator ?? w3cPropagator

function requestOf({ session }: ServerHttp2Stream, headers: Headers): StreamRequest {
  return {
    method: headers[':method'],
    url: headers[':path'],
    // RFC 9113, 8.3.1: `:authority` is what `host` was.
    headers: { ...headers, host: headers[':authority'] ?? headers.host },
    httpVersion: '2',
    socket: peerOf(session as Http2Session),
  }
}

/** Not the session's socket itself, which says of everything that it has it. */
const peerOf = ({ encrypted, socket: { remoteAddress } }: Http2Session): Peer =>
  encrypted === true ? { remoteAddress, encrypted } : { remoteAddress }

const connections = new WeakMap<object, Connection>()

function connectionOf({ session }: ServerHttp2Stream): Connection {
  const known = connections.get(session as Http2Session) ?? newConnection()
  connections.set(session as Http2Session, known)
  return known
}

function start(tracer: RecordingTracer, { stream, request }: Exchange2): RecordedSpan {
  const { headers, method } = request
  const carried = tracer.propagator === undefined ? undefined : extractHeaders(tracer.propagator, headers)
  const parent = carried === undefined ? remoteParent(headers) : parentIn(carried)
  const span = tracer.startChild(isKnownMethod(method) ? method : 'HTTP', SpanKind.SERVER, parent)
  setRequestAttributes(span, connectionOf(stream), request as unknown as IncomingMessage)
  if (carried !== undefined) tracer.started(span, carried)
  enter(stream, carried?.withSpan(span) ?? new TraceContext(span, joined(headers.baggage) || undefined))
  return span
}

/** The events of the compatible request follow from those of its stream. */
function enter(stream: ServerHttp2Stream, context: TraceContext): void {
  bindEvents(stream, context, true)
  enterContext(context)
}

function finish(stream: ServerHttp2Stream): void {
  const span = contextOf(stream)?.span as RecordedSpan | undefined
  if (span?.isRecording() !== true) return
  const request = compatibleRequest(stream)
  const route = request === undefined ? undefined : routeOf(request)
  if (route !== undefined && span.name === request?.method) nameByRoute(span, route)
  const statusCode = Number(stream.sentHeaders?.[':status'] ?? 0)
  endServerSpan(span, { headersSent: statusCode > 0, statusCode }, stream.aborted || stream.rstCode !== 0)
}

/** Node's own: where a stream has the request that the app was given; undefined until the first. */
let requestKey: symbol | undefined

function compatibleRequest(stream: ServerHttp2Stream): IncomingMessage | undefined {
  requestKey ??= Object.getOwnPropertySymbols(stream).find(({ description }) => description === 'request')
  const request: IncomingMessage | null | undefined = requestKey && Reflect.get(stream, requestKey)
  // That of the stream API has none: `null`.
  return request ?? undefined
}
