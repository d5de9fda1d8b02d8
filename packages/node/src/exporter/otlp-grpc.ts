import type { ClientHttp2Session } from 'node:http2'
import { zlib } from '../builtins.ts'
import type { OtlpEndpoint } from '../settings/settings.ts'
import { callUnary, openSession } from './grpc-call.ts'
import type { OtlpClient, SendOutcome, Signal } from './otlp-client.ts'
import { TIMED_OUT } from './outcome.ts'
import { userAgent } from './user-agent.ts'

const methods: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
}

/**
 * OTLP over gRPC: unary calls over one kept HTTP/2 session. `@grpc/grpc-js` was refused: streams, name
 * resolution and load balancing, which nobody needs here, would weigh more than the SDK.
 */
export function openOtlpGrpcClient(endpoint: OtlpEndpoint, signal: Signal): OtlpClient {
  const headers = headersOf(endpoint, methods[signal])
  let kept: ClientHttp2Session | undefined
  return {
    send: async request => {
      const message = endpoint.isGzip ? zlib().gzipSync(request) : request
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
function headersOf({ headers, isGzip, timeoutMs }: OtlpEndpoint, method: string): Record<string, string> {
  const own = {
    ':method': 'POST',
    ':path': method,
    'content-type': 'application/grpc+proto',
    'grpc-timeout': `${timeoutMs}m`,
    te: 'trailers',
  }
  return { 'user-agent': userAgent, ...headers, ...own, ...(isGzip ? { 'grpc-encoding': 'gzip' } : {}) }
}
