import type { OtlpEndpoint } from '../settings/settings.ts'
import { openOtlpProtobufClient } from './otlp-http-protobuf.ts'

/** What became of one request. */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly rejectedSpanCount: number; readonly message: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly isUnknownSignal?: true }
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'unreachable'; readonly reason: string }

export type Signal = 'traces' | 'metrics' | 'logs'

/** Sends requests over one kept connection. */
export interface OtlpClient {
  /**
   * Takes the signal's request (`ExportTraceServiceRequest`, …) as protobuf, and leaves it alone once there is an outcome.
   * May be called again before that. Never rejects: what goes wrong is an outcome.
   */
  send(request: Uint8Array): Promise<SendOutcome>
  close(): void
}

/** The client of the endpoint's protocol; those that are not the default are loaded by whoever asks for them. */
export async function openOtlpClient(endpoint: OtlpEndpoint, signal: Signal = 'traces'): Promise<OtlpClient> {
  switch (endpoint.protocol) {
    case 'http/protobuf':
      return openOtlpProtobufClient(endpoint)
    case 'http/json':
      return (await import('./otlp-http-json.ts')).openOtlpJsonClient(endpoint, signal)
    case 'grpc':
      return (await import('./otlp-grpc.ts')).openOtlpGrpcClient(endpoint, signal)
  }
}

/** For whoever sends no spans, only what is measured. */
export const nowhere: OtlpClient = {
  send: async () => ({ kind: 'sent', rejectedSpanCount: 0, message: '' }),
  close() {},
}
