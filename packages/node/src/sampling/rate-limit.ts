/** A token bucket: `perSecond` on average, and `burstSeconds` of that, or one, at once after a quiet time. */
export class RateLimit {
  readonly #perSecond: number
  readonly #capacity: number
  #tokens: number
  #atMs: number
  #isShort = false

  constructor(perSecond: number, burstSeconds: number, nowMs: number) {
    this.#perSecond = perSecond
    this.#capacity = Math.max(1, perSecond * burstSeconds)
    this.#tokens = this.#capacity
    this.#atMs = nowMs
  }

  take(nowMs: number): boolean {
    const gained = ((nowMs - this.#atMs) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#capacity, this.#tokens + gained)
    this.#atMs = nowMs
    if (this.#tokens === this.#capacity) this.#isShort = false
    const isThere = this.#tokens >= 1
    if (isThere) this.#tokens--
    else this.#isShort = true
    return isThere
  }

  /** Whether any was refused since all were there: what gets through meanwhile is chosen by when it came. */
  get isShort(): boolean {
    return this.#isShort
  }
}
