import type { ClientHttp2Session } from 'node:http2'
import { gzipSync } from 'node:zlib'
import type { OtlpEndpoint } from '../settings/settings.ts'
import { callUnary, openSession } from './grpc-call.ts'
import type { OtlpClient, SendOutcome } from './otlp-client.ts'
import { TIMED_OUT } from './outcome.ts'
import { userAgent } from './user-agent.ts'

const exportTraces = '/opentelemetry.proto.collector.trace.v1.TraceService/Export'

/**
 * OTLP over gRPC: unary calls over one kept HTTP/2 session. `@grpc/grpc-js` was refused: streams, name
 * resolution and load balancing, which nobody needs here, would weigh more than the SDK.
 */
export function openOtlpGrpcClient(endpoint: OtlpEndpoint): OtlpClient {
  const headers = headersOf(endpoint)
  let kept: ClientHttp2Session | undefined
  return {
    send: async request => {
      const message = endpoint.isGzip ? gzipSync(request) : request
      const call = { headers, message, isCompressed: endpoint.isGzip, timeoutMs: endpoint.timeoutMs }
      if (isOpen(kept)) {
        const asked = kept
        const outcome = await callUnary(asked, call)
        if (!isStale(outcome)) return outcome
        // Other calls may still be answered on it; new ones are not begun.
        asked.close()
      }
      if (!isOpen(kept)) kept = openSession(endpoint)
      return callUnary(kept, call)
    },
    close: () => kept?.destroy(),
  }
}

const isOpen = (session: ClientHttp2Session | undefined): session is ClientHttp2Session =>
  session !== undefined && !session.closed && !session.destroyed

/** The receiver closed the kept session, which says nothing about the receiver; `isStale` of `otlp-http.ts` says more. */
const isStale = (outcome: SendOutcome): boolean => outcome.kind === 'unreachable' && outcome.reason !== TIMED_OUT

/** "gRPC over HTTP2", Requests; the deadline is told so that the receiver need not work for nobody. */
function headersOf({ headers, isGzip, timeoutMs }: OtlpEndpoint): Record<string, string> {
  const own = {
    ':method': 'POST',
    ':path': exportTraces,
    'content-type': 'application/grpc+proto',
    'grpc-timeout': `${timeoutMs}m`,
    te: 'trailers',
  }
  return { 'user-agent': userAgent, ...headers, ...own, ...(isGzip ? { 'grpc-encoding': 'gzip' } : {}) }
}
