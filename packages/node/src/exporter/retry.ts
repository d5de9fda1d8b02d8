import { firstRetryMs, maxRetryAfterMs, maxRetryMs } from '../limits.ts'

/** The pause before attempt `attempt + 1`: doubled each time, and spread so that a fleet does not return as one. */
export function backoffMs(attempt: number, random: number): number {
  const fullMs = Math.min(maxRetryMs, firstRetryMs * 2 ** (attempt - 1))
  return fullMs * (0.5 + random / 2)
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds or a date. Undefined where it is absent, neither, or asks for no wait. */
export function retryAfterMs(header: string | undefined, nowUnixMs: number): number | undefined {
  if (header === undefined) return undefined
  return askedDelayMs(/^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowUnixMs)
}

/** "No wait" is undefined and so our own pause: a receiver that always says 0 would be asked without end or pause. */
export const askedDelayMs = (delayMs: number): number | undefined =>
  delayMs > 0 ? Math.min(delayMs, maxRetryAfterMs) : undefined
