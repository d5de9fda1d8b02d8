/**
 * Why a request is refused, and what that is in each transport's terms. The only place that turns a reason into a
 * status; both come from "OTLP/HTTP response" and "Failures" of the OpenTelemetry protocol specification.
 *
 * `rpcCode` is a `google.rpc.Code`: the gRPC status, and the code in the `Status` body of an HTTP answer. Retryable
 * refusals are UNAVAILABLE (14): RESOURCE_EXHAUSTED would make clients drop the data unless RetryInfo comes with it.
 */
const refusalTable = {
  bad_data: { httpStatus: 400, rpcCode: 3, retryable: false },
  broken_encoding: { httpStatus: 400, rpcCode: 3, retryable: false },
  incomplete: { httpStatus: 400, rpcCode: 1, retryable: false },
  unauthenticated: { httpStatus: 401, rpcCode: 16, retryable: false },
  not_received: { httpStatus: 404, rpcCode: 12, retryable: false },
  not_found: { httpStatus: 404, rpcCode: 12, retryable: false },
  method_not_allowed: { httpStatus: 405, rpcCode: 12, retryable: false },
  too_large: { httpStatus: 413, rpcCode: 8, retryable: false },
  unsupported_media_type: { httpStatus: 415, rpcCode: 3, retryable: false },
  unsupported_encoding: { httpStatus: 415, rpcCode: 12, retryable: false },
  busy: { httpStatus: 429, rpcCode: 14, retryable: true },
  internal: { httpStatus: 500, rpcCode: 13, retryable: false },
  store_failed: { httpStatus: 503, rpcCode: 14, retryable: true },
} as const

export type RefusalReason = keyof typeof refusalTable
export const refusalReasons = Object.keys(refusalTable) as readonly RefusalReason[]

export interface Refusal {
  readonly reason: RefusalReason
  readonly httpStatus: number
  readonly rpcCode: number
  readonly retryable: boolean
  /** One sentence for the sender. */
  readonly message: string
}

function refusal(reason: RefusalReason, message: string): Refusal {
  return { reason, ...refusalTable[reason], message }
}

/** A step of receiving a request: what it made, or why the request ends here. */
export type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal }

export function refuse(reason: RefusalReason, message: string): Step<never> {
  return { ok: false, refusal: refusal(reason, message) }
}

export function unauthenticated(): Step<never> {
  return refuse('unauthenticated', 'This server asks for a token or a password that it knows.')
}
