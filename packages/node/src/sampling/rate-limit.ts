/** A token bucket: `perSecond` on average, and `burstSeconds` of that, or one, at once after a quiet time. */
export class RateLimit {
  readonly #perSecond: number
  readonly #capacity: number
  #tokens: number
  #atMs: number

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
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}
