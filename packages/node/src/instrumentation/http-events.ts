import type { IncomingMessage, ServerResponse } from 'node:http'
import { noteInternalError } from '../guard.ts'
import type { TraceContext } from '../trace/context.ts'
import { runInContext } from '../trace/context-manager.ts'

const CONTEXT = Symbol('throughline.context')

interface Traced {
  [CONTEXT]?: TraceContext
}

type Emit = (this: Traced, event: string, ...args: unknown[]) => boolean

let isPatched = false
let notifyClosed: ((response: ServerResponse) => void) | undefined

/**
 * Gives later events of a request and its response (`data`, `end`, `finish`, `close`) the context of the request. Node
 * emits them from callbacks of the connection, where nothing is active: a handler that collects a body in `data` and
 * answers in `end` would lose its trace.
 *
 * `emit` is replaced once, on two prototypes, when the first request arrives; the alternative, to wrap each listener as
 * it is added, is what costs the OpenTelemetry SDK a third of its time (NUMBERS in the docs).
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
  replaceEmit(IncomingMessage.prototype)
  replaceEmit(ServerResponse.prototype)
}

function replaceEmit(prototype: { emit: Emit }): void {
  const original = prototype.emit
  prototype.emit = function emit(this: Traced, event: string, ...args: unknown[]): boolean {
    const context = this[CONTEXT]
    if (context === undefined) return Reflect.apply(original, this, [event, ...args])
    if (event === 'close') tellClosed(this)
    return runInContext(context, () => Reflect.apply(original, this, [event, ...args]))
  }
}

function tellClosed(message: Traced): void {
  try {
    if ('writeHead' in message) notifyClosed?.(message as ServerResponse)
  } catch (error) {
    noteInternalError(error)
  }
}
