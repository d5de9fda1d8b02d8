import type { IncomingMessage, ServerResponse } from 'node:http'
import { guarded } from '../guard.ts'
import type { TraceContext } from '../trace/context.ts'
import { activeContext, runInContext } from '../trace/context-manager.ts'

const CONTEXT = Symbol('throughline.context')

interface Traced {
  [CONTEXT]?: TraceContext
}

type Emit = (event: string, ...args: unknown[]) => boolean

let isPatched = false
let notifyClosed: ((response: ServerResponse) => void) | undefined

/**
 * Gives later events of a request and its response (`data`, `end`, `finish`, `close`) the context of the request. Node
 * emits them from callbacks of the connection, where nothing is active: a handler that collects a body in `data` and
 * answers in `end` would lose its trace.
 *
 * `emit` is replaced once, on two prototypes, when the first request arrives. The alternative, to replace about eight
 * methods of each emitter and wrap every listener, heads the list of where OpenTelemetry's 18 µs a request go.
 */
export function bindEvents(request: Traced & IncomingMessage, context: TraceContext): void {
  if (!isPatched) patchPrototypes()
  request[CONTEXT] = context
}

export const contextOf = (request: Traced & IncomingMessage): TraceContext | undefined => request[CONTEXT]

/** `listener` is told of each traced response that closes, before the app's own listeners are. */
export function onClosed(listener: (response: ServerResponse) => void): void {
  notifyClosed = listener
}

function patchPrototypes(): void {
  // Not imported: an app without HTTP does not load it for us, and an app that serves a request has it loaded.
  const { IncomingMessage, ServerResponse } = process.getBuiltinModule('node:http')
  isPatched = true
  replaceEmit(IncomingMessage.prototype, contextOf, () => {})
  replaceEmit(
    ServerResponse.prototype,
    // A response that an app makes by hand need not have a request.
    response => response.req && contextOf(response.req),
    response => response.req && notifyClosed?.(response),
  )
}

function replaceEmit<T extends { emit: Emit; listenerCount(event: string): number }>(
  prototype: T,
  contextOfMessage: (message: T) => TraceContext | undefined,
  beforeClose: (message: T) => void,
): void {
  const original = prototype.emit
  const beforeCloseGuarded = guarded(beforeClose)
  // Hot path (bench/request-overhead): about six events a request, of which most have no listener, or find the context
  // active. In this form, with nothing done to `rest` but to spread it, V8 hands the arguments on without an array.
  prototype.emit = function emit(this: T, event: string, ...rest: unknown[]): boolean {
    if (event === 'close') beforeCloseGuarded(this)
    if (this.listenerCount(event) === 0) return original.call(this, event, ...rest)
    const context = contextOfMessage(this)
    if (context === undefined || activeContext() === context) return original.call(this, event, ...rest)
    return runInContext(context, () => original.call(this, event, ...rest))
  }
}
