import type { IncomingMessage, ServerResponse } from 'node:http'
import { SpanStatusCode } from '@opentelemetry/api'
import { noteRecurring } from '../../recorder/recurring.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { addConnectionAttributes, type Connection } from './connection.ts'
import { pathOf, redactQuery } from './urls.ts'

/**
 * The stable HTTP conventions for servers. Keys are distinct and values plain, so they are added without the checks that
 * an app's attributes go through.
 *
 * Hot path: bench/request-overhead.
 */
export function setRequestAttributes(span: RecordedSpan, connection: Connection, request: IncomingMessage): void {
  const { attributes } = span
  addConnectionAttributes(attributes, connection, request)
  const url = pathOf(request.url ?? '')
  const queryStart = url.indexOf('?')
  attributes.add('url.path', queryStart < 0 ? url : url.slice(0, queryStart))
  if (queryStart >= 0) attributes.add('url.query', redactQuery(url.slice(queryStart + 1)))
}

type Answered = Pick<ServerResponse, 'headersSent' | 'statusCode'>

/**
 * A client that went away before it had the answer saw no status: none is recorded, unless it was under way already. It
 * is no error of the server's, so the span's status stays unset and `error.type` says what happened.
 */
export function endServerSpan(span: RecordedSpan, response: Answered, isAborted: boolean): void {
  if (!isAborted || response.headersSent) {
    noteRecurring(span.attributes, 'http.response.status_code', response.statusCode)
  }
  if (isAborted) span.note('error.type', 'aborted')
  else if (response.statusCode >= 500) fail(span, response.statusCode)
  span.end()
}

function fail(span: RecordedSpan, statusCode: number): void {
  span.note('error.type', String(statusCode))
  span.setStatus({ code: SpanStatusCode.ERROR, message: span.statusMessage })
}
