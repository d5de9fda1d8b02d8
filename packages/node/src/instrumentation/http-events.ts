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
export function bindEvents(
  request: Traced & IncomingMessage,
  response: Traced & ServerResponse,
  context: TraceContext,
): void {
  if (!isPatched) patchPrototypes()
  request[CONTEXT] = context
  response[CONTEXT] = context
}

export const contextOf = (message: Traced & IncomingMessage): TraceContext | undefined => message[CONTEXT]

/** `listener` is told of each traced response that closes, before the app's own listeners are. */
export function onClosed(listener: (response: ServerResponse) => void): void {
  notifyClosed = listener
}

function patchPrototypes(): void {
  // Not imported: an app without HTTP does not load it for us, and an app that serves a request has it loaded.
  const { IncomingMessage, ServerResponse } = process.getBuiltinModule('node:http')
  isPatched = true
  replaceEmit(IncomingMessage.prototype, () => {})
  replaceEmit(
    ServerResponse.prototype,
    guarded(response => notifyClosed?.(response)),
  )
}

function replaceEmit<T extends { emit: Emit; listenerCount(event: string): number }>(
  prototype: T,
  beforeClose: (message: T) => void,
): void {
  const original = prototype.emit
  // Hot path (bench/request-overhead): about six events a request, of which most have no listener, or find the context
  // active. In this form, with nothing done to `rest` but to spread it, V8 hands the arguments on without an array.
  prototype.emit = function emit(this: T & Traced, event: string, ...rest: unknown[]): boolean {
    const context = this[CONTEXT]
    if (context === undefined) return original.call(this, event, ...rest)
    if (event === 'close') beforeClose(this)
    const isContextNeeded = this.listenerCount(event) > 0 && activeContext() !== context
    if (!isContextNeeded) return original.call(this, event, ...rest)
    return runInContext(context, () => original.call(this, event, ...rest))
  }
}
