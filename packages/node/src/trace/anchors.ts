import { clockLookMs, minClockStepMs } from '../limits.ts'

/** When the monotonic clock was zero by the wall clock: seconds since 1970, and nanoseconds within the second. */
export interface Anchor {
  readonly seconds: number
  readonly nano: number
}

export interface Clocks {
  /** Milliseconds that no one sets back. */
  readonly monotonicMs: () => number
  /** Milliseconds since 1970, which may jump: somebody sets the clock, or the machine was asleep. */
  readonly wallMs: () => number
}

/** Longer between two readings of one clock, and the thread was put aside in between: the other's says nothing. */
const maxReadingMs = 1
const readings = 3

/**
 * Follows the wall clock's jumps without asking it for every span. What belongs together goes by one anchor, so that a jump
 * makes no span negative or longer, and no child lies outside of its parent: only what begins anew sees it.
 */
export class Anchors {
  readonly #clocks: Clocks
  #originMs: number
  #current: Anchor
  #nextLookMs: number

  constructor(clocks: Clocks, originMs: number) {
    this.#clocks = clocks
    this.#originMs = originMs
    this.#current = anchorOf(originMs)
    this.#nextLookMs = clocks.monotonicMs() + clockLookMs
  }

  /** The anchor for what begins at `nowMs` of the monotonic clock, and has none. */
  at(nowMs: number): Anchor {
    if (nowMs >= this.#nextLookMs) this.#look()
    return this.#current
  }

  #look(): void {
    const { monotonicMs, wallMs } = this.#clocks
    for (let i = 0; i < readings; i++) {
      const beforeMs = monotonicMs()
      const originMs = wallMs() - beforeMs
      const afterMs = monotonicMs()
      this.#nextLookMs = afterMs + clockLookMs
      if (afterMs - beforeMs > maxReadingMs) continue
      if (Math.abs(originMs - this.#originMs) >= minClockStepMs) this.#moveTo(originMs)
      return
    }
  }

  #moveTo(originMs: number): void {
    this.#originMs = originMs
    this.#current = anchorOf(originMs)
  }
}

function anchorOf(originMs: number): Anchor {
  const seconds = Math.floor(originMs / 1000)
  return { seconds, nano: Math.round((originMs - seconds * 1000) * 1e6) }
}
