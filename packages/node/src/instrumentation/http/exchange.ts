import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TraceContext } from '../../trace/context.ts'
import { enterContext, leaveContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { Connection } from './connection.ts'
import { bindEvents, contextOf } from './http-events.ts'
import { hasBody } from './incoming-headers.ts'

/** A request, and what the app will answer. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** What happens for this request from here on is within `context`. */
export function enterExchange({ request, response }: Exchange, context: TraceContext, connection: Connection): void {
  bindEvents(request, context, hasBody(request.headers))
  if (connection.newest !== undefined && isOpen(connection.newest)) {
    connection.earlier = [...connection.earlier.filter(isOpen), connection.newest]
  }
  connection.newest = response
  enterContext(context)
}

/**
 * What Node does next, it does for the connection: the timer that waits for another request would hold the context, and
 * with it the span, until that comes. So much outlives V8's young collections that it enlarges their space, which was
 * 12 MiB of a busy process (docs/decisions/0009); on Node 22 the connection's parser holds the context, too. Where the app listens to the end, it is told within the context.
 */
export function leaveExchange({ request, response }: Exchange): void {
  if (response.listenerCount('finish') > ownFinishListeners || response.listenerCount('close') > 0) return
  if (request.listenerCount('end') > 0 || request.listenerCount('close') > 0) return
  leaveContext()
}

/** The one of Node itself, which is told first. */
const ownFinishListeners = 1

/** The server span of a request, for frameworks that know more about it: the route, the exception. */
export function serverSpanOf(request: IncomingMessage): RecordedSpan | undefined {
  return contextOf(request)?.span as RecordedSpan | undefined
}

/** Whether its span goes on. */
export const isOpen = (response: ServerResponse): boolean => serverSpanOf(response.req)?.isRecording() === true
