import { readTraceResponseProto, retryInfoDelayMs } from '@throughline/otlp'
import { grpcCodeNames } from '../grpc-code-names.ts'
import type { SendOutcome } from './otlp-client.ts'
import { refusal, sentOutcome, withMessage } from './outcome.ts'
import { askedDelayMs } from './retry.ts'

/** OTLP specification, "OTLP/gRPC Response": all others must not be retried. */
const retryableCodes: ReadonlySet<string> = new Set([
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNAVAILABLE',
  'DATA_LOSS',
])

/** How a call ended, as it stands in its trailers. */
export interface GrpcStatus {
  /** `grpc-status`: a number. */
  readonly code: string
  /** `grpc-message`, percent-encoded. */
  readonly message: string
  /** `grpc-status-details-bin`: a `google.rpc.Status` in Base64, with or without padding. */
  readonly details: string
}

/** What became of a call; `response` is an `ExportTraceServiceResponse`. */
export function grpcOutcome({ code, message, details }: GrpcStatus, response: Uint8Array): SendOutcome {
  const name = grpcCodeNames[Number(code)] ?? code
  if (name === 'OK') return sentOutcome(readTraceResponseProto(response))
  const reason = withMessage(`gRPC ${name}`, percentDecoded(message))
  const delayMs = retryInfoDelayMs(Buffer.from(details, 'base64'))
  // "Only if the server can recover", which it says by telling when: a request that is too large has the same code.
  const canRecover = name === 'RESOURCE_EXHAUSTED' && delayMs !== undefined
  if (!canRecover && !retryableCodes.has(name)) return refusal(reason, name === 'UNIMPLEMENTED')
  return { kind: 'unavailable', reason, retryAfterMs: askedDelayMs(delayMs ?? 0) }
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
