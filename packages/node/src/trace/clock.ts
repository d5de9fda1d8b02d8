import { performance } from 'node:perf_hooks'
import type { TimeInput } from '@opentelemetry/api'

const NANO_PER_SECOND = 1e9
const MAX_UPTIME_MS = 1e11
const originSeconds = Math.floor(performance.timeOrigin / 1000)
const originNano = Math.round((performance.timeOrigin - originSeconds * 1000) * 1e6)

/**
 * A time as two small integers, seconds since 1970 and nanoseconds within the second: exact, and without an allocation
 * where one double (4 µs apart by now) or a `bigint` would need one.
 */
export class Instant {
  seconds = 0
  nano = 0

  /** The wall clock at process start plus monotonic time since: durations are never negative, siblings never overlap. */
  setNow(): void {
    this.#setSinceOrigin(performance.now())
  }

  /** Epoch milliseconds, `[seconds, nanoseconds]`, a `Date`, or a reading of `performance.now()` (the API allows all). */
  set(time: TimeInput | undefined): void {
    if (time === undefined) this.setNow()
    else if (typeof time === 'number') this.#setNumber(time)
    else if (Array.isArray(time)) this.#setParts(time[0], time[1])
    else this.#setEpochMs(typeof time?.getTime === 'function' ? time.getTime() : Number.NaN)
  }

  #setNumber(ms: number): void {
    // Both kinds arrive as plain numbers: three years of uptime, or a day in 1973.
    if (ms < MAX_UPTIME_MS) this.#setSinceOrigin(ms)
    else this.#setEpochMs(ms)
  }

  #setEpochMs(ms: number): void {
    const seconds = Math.floor(ms / 1000)
    this.#setParts(seconds, Math.round((ms - seconds * 1000) * 1e6))
  }

  #setSinceOrigin(ms: number): void {
    this.#setParts(originSeconds, originNano + Math.round(ms * 1e6))
  }

  #setParts(seconds: number, nano: number): void {
    const carry = Math.floor(nano / NANO_PER_SECOND)
    const isTime = seconds + carry >= 0
    // An invalid time has no place on the wire; the present is the least surprising one for what happens now.
    if (isTime) this.#assign(seconds + carry, nano - carry * NANO_PER_SECOND)
    else this.setNow()
  }

  #assign(seconds: number, nano: number): void {
    this.seconds = seconds
    this.nano = nano
  }
}

/** Halves of a time in nanoseconds as `fixed64` wants them, without a `bigint`: each product stays below 2⁵³. */
export const lowNano = (seconds: number, nano: number): number => lowProduct(seconds, nano) >>> 0

export const highNano = (seconds: number, nano: number): number =>
  (Math.floor((Math.floor(seconds / 2 ** 16) * NANO_PER_SECOND) / 2 ** 16) +
    Math.floor(lowProduct(seconds, nano) / 2 ** 32)) >>>
  0

const lowProduct = (seconds: number, nano: number): number =>
  (seconds % 2 ** 16) * NANO_PER_SECOND + nano + ((Math.floor(seconds / 2 ** 16) * NANO_PER_SECOND) % 2 ** 16) * 2 ** 16
