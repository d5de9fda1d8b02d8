import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TraceContext } from '../trace/context.ts'
import { enterContext } from '../trace/context-manager.ts'
import type { RecordedSpan } from '../trace/span.ts'
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

/** The server span of a request, for frameworks that know more about it: the route, the exception. */
export function serverSpanOf(request: IncomingMessage): RecordedSpan | undefined {
  return contextOf(request)?.span as RecordedSpan | undefined
}

/** Whether its span goes on. */
export const isOpen = (response: ServerResponse): boolean => serverSpanOf(response.req)?.isRecording() === true
