/** A bounded number of bytes, shared by the requests in flight. */
export interface ByteBudget {
  readonly usedBytes: number
  /** Starts a request's share, at zero bytes. */
  open(): Reservation
}

/** One request's share; it lives until the request is answered. */
export interface Reservation {
  /** Takes more bytes, or refuses and takes none. */
  grow(bytes: number): boolean
  /** Gives everything back. */
  release(): void
}

/** @param capacityBytes asked for each growth, since it shrinks while memory is short */
export function createByteBudget(capacityBytes: () => number): ByteBudget {
  let usedBytes = 0
  const open = (): Reservation => {
    let heldBytes = 0
    return {
      grow(bytes) {
        if (usedBytes + bytes > capacityBytes()) return false
        usedBytes += bytes
        heldBytes += bytes
        return true
      },
      release() {
        usedBytes -= heldBytes
        heldBytes = 0
      },
    }
  }
  return {
    get usedBytes() {
      return usedBytes
    },
    open,
  }
}
