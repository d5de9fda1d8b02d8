import type { Result, TraceResponse } from '@throughline/otlp'
import type { SendOutcome } from './otlp-client.ts'
import { retryAfterMs } from './retry.ts'

/** A success whose body cannot be read is still a success: the receiver has taken the spans. */
export function sentOutcome(response: Result<TraceResponse>): SendOutcome {
  if (!response.ok) return { kind: 'sent', rejectedSpanCount: 0, message: '' }
  const { rejectedSpans, errorMessage } = response.value
  return { kind: 'sent', rejectedSpanCount: Number(rejectedSpans), message: errorMessage }
}

/**
 * OTLP specification, "Retryable Response Codes": every other 4xx or 5xx must not be retried. gRPC makes the same of an
 * HTTP status that comes without one of its own ("HTTP to gRPC Status Code Mapping").
 */
const retryableStatus: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** What a receiver answers that knows nothing of a path, or of what to do with it. */
const unknownSignalStatus: ReadonlySet<number> = new Set([404, 405, 501])

export const refusal = (reason: string, isUnknownSignal: boolean): SendOutcome =>
  isUnknownSignal ? { kind: 'refused', reason, isUnknownSignal } : { kind: 'refused', reason }

/** `message` is the receiver's own, where it sent one. */
export function httpFailure(status: number, retryAfter: string | undefined, message: string): SendOutcome {
  const reason = withMessage(`HTTP ${status}`, message)
  if (!retryableStatus.has(status)) return refusal(reason, unknownSignalStatus.has(status))
  return { kind: 'unavailable', reason, retryAfterMs: retryAfterMs(retryAfter, Date.now()) }
}

export const withMessage = (reason: string, message: string): string =>
  message === '' ? reason : `${reason}: ${message}`

/** No answer, or none to its end. Errors of HTTP/2 say what happened in their cause. */
export function unreachable(error: Error): SendOutcome {
  const { code, message }: NodeJS.ErrnoException = error.cause instanceof Error ? error.cause : error
  return { kind: 'unreachable', reason: code ?? message }
}

/** Whether the same request may be taken later. */
export const isRetryable = ({ kind }: SendOutcome): boolean => kind === 'unavailable' || kind === 'unreachable'

export const TIMED_OUT = 'ETIMEDOUT'

/** For the whole exchange: the option `timeout` of Node's clients only notices a silent socket. */
export const timeoutError = (timeoutMs: number): Error =>
  Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: TIMED_OUT })
