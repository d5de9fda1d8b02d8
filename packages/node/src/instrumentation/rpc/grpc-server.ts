import { SpanKind } from '@opentelemetry/api'
import { guarded, noteInternalError } from '../../guard.ts'
import { extractHeaders } from '../../propagation/carriers.ts'
import { TraceContext } from '../../trace/context.ts'
import { runInContext } from '../../trace/context-manager.ts'
import { errorMessage } from '../../trace/exception.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'
import { joined, remoteParent } from '../http/incoming-headers.ts'
import { splitHost } from '../http/urls.ts'
import type { Method } from '../patch.ts'
import { endGrpcSpan, type GrpcStatus, grpcTracer, startGrpcSpan } from './grpc-span.ts'

/** What handlers are given, of all four kinds. */
interface ServerCall {
  readonly metadata: { getMap(): Record<string, string> }
  getPeer(): string
  emit: (event: string | symbol, ...args: unknown[]) => boolean
  on(event: 'cancelled', listener: () => void): unknown
  /** Of what is below it, as of 1.8. */
  readonly call: { sendStatus: Method }
}

let isServing = false

/** Whether this process answers gRPC by `@grpc/grpc-js`: its HTTP/2 requests have spans already. */
export const isGrpcServing = (): boolean => isServing && grpcTracer() !== undefined

/** `Server.prototype.register`, by which each handler gets to a server, whatever way its service was defined. */
export const tracedRegister = (original: Method): Method =>
  function register(this: unknown, path: unknown, handler: unknown, ...rest: unknown[]): unknown {
    isServing = true
    return original.call(this, path, tracedHandler(path as string, handler as Method), ...rest)
  }

const tracedHandler = (path: string, handler: Method): Method =>
  function (this: unknown, call: unknown, ...rest: unknown[]): unknown {
    const context = tryToStart(path, call as ServerCall)
    if (context === undefined) return handler.call(this, call, ...rest)
    try {
      return runInContext(context, () => handler.call(this, call, ...rest))
    } catch (error) {
      noteThrown(context, error)
      throw error
    }
  }

const noteThrown = guarded(({ span }: TraceContext, error: unknown): void =>
  span?.recordException(error instanceof Error ? error : errorMessage(error)),
)

function tryToStart(path: string, call: ServerCall): TraceContext | undefined {
  const tracer = grpcTracer()
  if (tracer === undefined) return undefined
  try {
    return start(tracer, path, call)
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}

function start(tracer: RecordingTracer, path: string, call: ServerCall): TraceContext {
  const headers = call.metadata.getMap()
  const carried = tracer.propagator === undefined ? undefined : extractHeaders(tracer.propagator, headers)
  const parent = carried === undefined ? remoteParent(headers) : parentIn(carried)
  const span = startGrpcSpan(tracer, SpanKind.SERVER, path, '', parent, carried)
  const { host, port } = splitHost(call.getPeer())
  span.note('network.peer.address', host)
  if (port !== undefined) span.note('network.peer.port', port)
  const context = carried?.withSpan(span) ?? new TraceContext(span, joined(headers.baggage) || undefined)
  endWith(call, span)
  carryContext(call, context)
  return context
}

/** One of both comes first; a span ends once. */
function endWith(call: ServerCall, span: RecordedSpan): void {
  const { sendStatus } = call.call
  call.call.sendStatus = function (this: unknown, status: unknown, ...rest: unknown[]): unknown {
    noteEnd(span, status as GrpcStatus)
    return sendStatus.call(this, status, ...rest)
  }
  call.on('cancelled', () => noteEnd(span, { code: 1, details: 'cancelled' }))
}

const noteEnd = guarded(endGrpcSpan)

/** Messages of a client come from callbacks of the connection, where nothing is active. */
function carryContext(call: ServerCall, context: TraceContext): void {
  const { emit } = call
  const emitInContext = (event: string | symbol, ...args: unknown[]): boolean =>
    runInContext(context, () => emit.call(call, event, ...args))
  Object.defineProperty(call, 'emit', { value: emitInContext, writable: true, configurable: true })
}
