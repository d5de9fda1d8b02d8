import { forwardLimits } from '../limits.ts'

export interface RetryOptions {
  /** The pause after the first failure; each next one is twice as long. */
  readonly firstMs: number
  /** The longest pause. */
  readonly lastMs: number
}

/** The pause after failure number `failures`, spread so that a fleet does not return as one. */
export function backoffMs({ firstMs, lastMs }: RetryOptions, failures: number, random: number): number {
  return Math.min(lastMs, firstMs * 2 ** (failures - 1)) * (0.5 + random / 2)
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds or a date. Undefined where it is absent, neither, or asks for no wait. */
export function retryAfterMs(header: string | undefined, nowUnixMs: number): number | undefined {
  if (header === undefined) return undefined
  return askedDelayMs(/^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowUnixMs)
}

/** "No wait" is undefined and so our own pause: a receiver that always says 0 would be asked without end or pause. */
export const askedDelayMs = (delayMs: number): number | undefined =>
  delayMs > 0 ? Math.min(delayMs, forwardLimits.retryAfterMs) : undefined
