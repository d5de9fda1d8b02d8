/** An average per second, and so much at once after a quiet time. */
export interface TokenBucket {
  /** Takes all of `amount` or nothing. */
  spend(amount: number, nowMs: number): boolean
}

export function createTokenBucket({
  perSecond,
  capacity,
}: {
  readonly perSecond: number
  readonly capacity: number
}): TokenBucket {
  let tokens = capacity
  let filledAtMs: number | undefined
  return {
    spend(amount, nowMs) {
      tokens = Math.min(capacity, tokens + ((nowMs - (filledAtMs ?? nowMs)) / 1000) * perSecond)
      filledAtMs = nowMs
      if (amount > tokens) return false
      tokens -= amount
      return true
    },
  }
}
