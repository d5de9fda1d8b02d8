import type { IncomingHttpHeaders } from 'node:http'
import { usableTraceState } from '../../propagation/trace-state.ts'
import { readTraceparent, type TraceParent } from '../../trace/trace-parent.ts'

/** What W3C headers say of the caller's span. */
export function remoteParent({ traceparent, tracestate }: IncomingHttpHeaders): TraceParent | undefined {
  return typeof traceparent === 'string'
    ? readTraceparent(traceparent, usableTraceState(joined(tracestate)))
    : undefined
}

/** Node gives a header that it does not know as a text, however often it came; an app's own parser may not. */
export const joined = (value: string | string[] | undefined): string =>
  typeof value === 'string' ? value : (value?.join(',') ?? '')

/** RFC 9112, 6: a request has a body where a header says so. */
export const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
