import { busyRetrySeconds, failedRetrySeconds } from '../limits.ts'

/**
 * Why a request is refused, and what that is in each transport's terms. The only place that turns a reason into a
 * status; both come from "OTLP/HTTP response" and "Failures" of the OpenTelemetry protocol specification.
 *
 * `rpcCode` is a `google.rpc.Code`: the gRPC status, and the code in the `Status` body of an HTTP answer. Refusals
 * that may be retried are UNAVAILABLE (14): RESOURCE_EXHAUSTED would make clients drop the data unless RetryInfo comes with it.
 */
const refusalTable = {
  bad_data: { httpStatus: 400, rpcCode: 3 },
  broken_encoding: { httpStatus: 400, rpcCode: 3 },
  incomplete: { httpStatus: 400, rpcCode: 1 },
  unauthenticated: { httpStatus: 401, rpcCode: 16 },
  not_received: { httpStatus: 404, rpcCode: 12 },
  not_found: { httpStatus: 404, rpcCode: 12 },
  method_not_allowed: { httpStatus: 405, rpcCode: 12 },
  too_large: { httpStatus: 413, rpcCode: 8 },
  unsupported_media_type: { httpStatus: 415, rpcCode: 3 },
  unsupported_encoding: { httpStatus: 415, rpcCode: 12 },
  busy: { httpStatus: 429, rpcCode: 14 },
  internal: { httpStatus: 500, rpcCode: 13 },
  store_failed: { httpStatus: 503, rpcCode: 14 },
} as const

export type RefusalReason = keyof typeof refusalTable
export const refusalReasons = Object.keys(refusalTable) as readonly RefusalReason[]

export interface Refusal {
  readonly reason: RefusalReason
  readonly httpStatus: number
  readonly rpcCode: number
  /** When the sender may come back; undefined where no later attempt changes anything. */
  readonly retryAfterSeconds: number | undefined
  /** One sentence for the sender. */
  readonly message: string
}

/** A step of receiving a request: what it made, or why the request ends here. */
export type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal }

/** @param lastingMs how long such requests have been refused for this reason, as far as that is known */
export function refuse(reason: RefusalReason, message: string, lastingMs = 0): Step<never> {
  const retryAfterSeconds = retryAfterSecondsOf(reason, lastingMs)
  return { ok: false, refusal: { reason, ...refusalTable[reason], retryAfterSeconds, message } }
}

/** While it lasts, a sender that obeys waits twice as long each time: it has been waiting for as long as it is told to. */
function retryAfterSecondsOf(reason: RefusalReason, lastingMs: number): number | undefined {
  if (reason === 'busy') return busyRetrySeconds
  if (reason !== 'store_failed') return undefined
  const { first, last } = failedRetrySeconds
  return Math.min(Math.max(first, Math.ceil(lastingMs / 1000)), last)
}

export function unauthenticated(): Step<never> {
  return refuse('unauthenticated', 'This server asks for a token or a password that it knows.')
}
