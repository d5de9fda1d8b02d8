import type { TraceContext } from '../../trace/context.ts'
import { runInContext } from '../../trace/context-manager.ts'

const CONTEXT = Symbol('throughline.context')

/** A request, or a stream of HTTP/2, whose compatible request has it as `stream`. */
type Traced = Emitter & { [CONTEXT]?: TraceContext; readonly stream?: Traced }

/** Their types know each event by its name, which is nothing to us. */
interface Emitter {
  emit(event: string | symbol, ...args: unknown[]): boolean
}

/**
 * Marks a request with its context, and gives that to its events (`data`, `end`) where it has a body: Node emits them from
 * callbacks of the connection, where nothing is active, so a handler that collects a body in `data` and answers in `end`
 * would lose its trace. The events of a request without a body, and those of a response, follow from what the handler
 * does, and have its context already.
 *
 * `emit` is replaced on the request itself. On the prototype, for all, that costs every request half a microsecond, and so
 * does replacing `on` (bench/request-overhead): V8 takes a prototype that was changed for less certain from there on. To
 * wrap every listener heads the list of where OpenTelemetry's 18 µs go.
 */
export function bindEvents(request: Traced, context: TraceContext, hasBody: boolean): void {
  request[CONTEXT] = context
  if (hasBody) carryContext(request, context)
}

export const contextOf = (request: Traced): TraceContext | undefined => request[CONTEXT] ?? request.stream?.[CONTEXT]

function carryContext(request: Emitter, context: TraceContext): void {
  const { emit } = request
  const emitInContext = (event: string | symbol, ...rest: unknown[]): boolean =>
    runInContext(context, () => emit.call(request, event, ...rest))
  // Not enumerable: whoever prints a request sees what is there without us.
  Object.defineProperty(request, 'emit', { value: emitInContext, writable: true, configurable: true })
}
