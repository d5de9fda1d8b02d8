import { performance } from 'node:perf_hooks'
import type { TimeInput } from '@opentelemetry/api'
import { type Anchor, Anchors } from './anchors.ts'

const NANO_PER_SECOND = 1e9
const MAX_UPTIME_MS = 1e11
const anchors = new Anchors({ monotonicMs: () => performance.now(), wallMs: () => Date.now() }, performance.timeOrigin)

/**
 * A time as two small integers, seconds since 1970 and nanoseconds within the second: exact, and without an allocation
 * where one double (4 µs apart by now) or a `bigint` would need one.
 */
export class Instant {
  seconds = 0
  nano = 0

  /**
   * The wall clock at the anchor plus monotonic time since: durations are never negative, siblings never overlap.
   *
   * @param anchor what this has to agree with; without one, the newest
   * @returns the anchor that it went by
   */
  setNow(anchor?: Anchor): Anchor {
    const nowMs = performance.now()
    const used = anchor ?? anchors.at(nowMs)
    this.#setSince(used, nowMs)
    return used
  }

  /** Epoch milliseconds, `[seconds, nanoseconds]`, a `Date`, or a reading of `performance.now()` (the API allows all). */
  set(time: TimeInput | undefined, anchor?: Anchor): Anchor {
    if (time === undefined) return this.setNow(anchor)
    const used = anchor ?? anchors.at(performance.now())
    if (typeof time === 'number') this.#setNumber(time, used)
    else if (Array.isArray(time)) this.#setParts(time[0], time[1], used)
    else this.#setEpochMs(typeof time?.getTime === 'function' ? time.getTime() : Number.NaN, used)
    return used
  }

  #setNumber(ms: number, anchor: Anchor): void {
    // Both kinds arrive as plain numbers: three years of uptime, or a day in 1973.
    if (ms < MAX_UPTIME_MS) this.#setSince(anchor, ms)
    else this.#setEpochMs(ms, anchor)
  }

  #setEpochMs(ms: number, anchor: Anchor): void {
    const seconds = Math.floor(ms / 1000)
    this.#setParts(seconds, Math.round((ms - seconds * 1000) * 1e6), anchor)
  }

  #setSince(anchor: Anchor, ms: number): void {
    this.#setParts(anchor.seconds, anchor.nano + Math.round(ms * 1e6), anchor)
  }

  #setParts(seconds: number, nano: number, anchor: Anchor): void {
    const carry = Math.floor(nano / NANO_PER_SECOND)
    const isTime = seconds + carry >= 0
    // An invalid time has no place on the wire; the present is the least surprising one for what happens now.
    if (isTime) this.#assign(seconds + carry, nano - carry * NANO_PER_SECOND)
    else this.setNow(anchor)
  }

  #assign(seconds: number, nano: number): void {
    this.seconds = seconds
    this.nano = nano
  }
}

/** The last second that was asked for in nanoseconds, as `fixed64` wants them: a service asks some thousand times for each. */
let knownSecond = 0
let lowOfSecond = 0
let highOfSecond = 0

/** Halves of a time in nanoseconds, without a `bigint`. */
export function lowNano(seconds: number, nano: number): number {
  if (seconds !== knownSecond) know(seconds)
  return (lowOfSecond + nano) >>> 0
}

export function highNano(seconds: number, nano: number): number {
  if (seconds !== knownSecond) know(seconds)
  return lowOfSecond + nano < 2 ** 32 ? highOfSecond : (highOfSecond + 1) >>> 0
}

/** Each product stays below 2⁵³. */
function know(seconds: number): void {
  const upper = Math.floor(seconds / 2 ** 16) * NANO_PER_SECOND
  const lower = (seconds % 2 ** 16) * NANO_PER_SECOND + (upper % 2 ** 16) * 2 ** 16
  knownSecond = seconds
  lowOfSecond = lower >>> 0
  highOfSecond = (Math.floor(upper / 2 ** 16) + Math.floor(lower / 2 ** 32)) >>> 0
}

/** The same as one number, where nobody counts allocations. */
export const unixNanoOf = (seconds: number, nano: number): bigint => BigInt(seconds) * 1_000_000_000n + BigInt(nano)

export const isTimeInput = (value: unknown): value is TimeInput =>
  typeof value === 'number' || value instanceof Date || (Array.isArray(value) && typeof value[0] === 'number')
