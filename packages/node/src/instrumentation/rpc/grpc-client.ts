import { type Context, SpanKind } from '@opentelemetry/api'
import { noteInternalError } from '../../guard.ts'
import { injectHeaders } from '../../propagation/carriers.ts'
import { w3cPropagator } from '../../propagation/propagator.ts'
import { contextToTell, contextWithSpan, isSuppressed } from '../../trace/context.ts'
import { activeContext, runInContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'
import type { Method } from '../patch.ts'
import { endGrpcSpan, type GrpcStatus, grpcTracer, startGrpcSpan } from './grpc-span.ts'

interface Metadata {
  clone(): Metadata
  set(name: string, value: string): void
}
interface Listener {
  onReceiveMetadata(metadata: unknown): void
  onReceiveMessage(message: unknown): void
  onReceiveStatus(status: GrpcStatus): void
}
interface Call {
  start(metadata: Metadata, listener: Listener): void
}

/** `getInterceptingCall`, which every client asks for a call that it then starts. */
export const tracedCall = (original: Method): Method =>
  function getInterceptingCall(this: unknown, ...args: unknown[]): unknown {
    const call = original.apply(this, args) as Call
    const [, definition, , channel] = args as [unknown, { path: string }, unknown, { getTarget(): string }]
    const tracer = grpcTracer()
    if (tracer === undefined) return call
    const { start } = call
    call.start = (metadata, listener) => {
      const started = tryToStart(tracer, definition.path, channel, metadata, listener)
      return start.call(call, started?.metadata ?? metadata, started?.listener ?? listener)
    }
    return call
  }

/** What the call is to be started with instead; undefined: as it is. */
function tryToStart(
  tracer: RecordingTracer,
  path: string,
  channel: { getTarget(): string },
  metadata: Metadata,
  listener: Listener,
): { metadata: Metadata; listener: Listener } | undefined {
  try {
    const context = activeContext()
    if (isSuppressed(context)) return { metadata: told(tracer, contextToTell(context), metadata), listener }
    const span = startGrpcSpan(tracer, SpanKind.CLIENT, path, channel.getTarget(), parentIn(context), context)
    return {
      metadata: told(tracer, contextWithSpan(context, span), metadata),
      listener: inContext(context, span, listener),
    }
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}

/** A copy: an app may use one for all its calls. */
function told(tracer: RecordingTracer, context: Context | undefined, metadata: Metadata): Metadata {
  if (context === undefined) return metadata
  const copy = metadata.clone()
  injectHeaders(tracer.propagator ?? w3cPropagator, context, (name, value) => copy.set(name, value))
  return copy
}

/** Answers come from callbacks of the connection, where nothing is active. */
const inContext = (context: Context, span: RecordedSpan, listener: Listener): Listener => ({
  onReceiveMetadata: metadata => runInContext(context, () => listener.onReceiveMetadata(metadata)),
  onReceiveMessage: message => runInContext(context, () => listener.onReceiveMessage(message)),
  onReceiveStatus: status => {
    endGrpcSpan(span, status)
    runInContext(context, () => listener.onReceiveStatus(status))
  },
})
