import { firstRetryMs, maxRetryAfterMs, maxRetryMs } from '../limits.ts'

/** The pause before attempt `attempt + 1`: doubled each time, and spread so that a fleet does not return as one. */
export function backoffMs(attempt: number, random: number): number {
  const fullMs = Math.min(maxRetryMs, firstRetryMs * 2 ** (attempt - 1))
  return fullMs * (0.5 + random / 2)
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds or a date; undefined where it is absent or neither. */
export function retryAfterMs(header: string | undefined, nowUnixMs: number): number | undefined {
  if (header === undefined) return undefined
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowUnixMs
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), maxRetryAfterMs)
}
