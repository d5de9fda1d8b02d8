import { giveMemory, takeMemory } from '@throughline/otlp'

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
  /** Memory that is the request's until it is answered. */
  take(bytes: number): Uint8Array
  /** Gives everything back. */
  release(): void
}

/** @param capacityBytes asked for each growth, since it shrinks while memory is short */
export function createByteBudget(capacityBytes: () => number): ByteBudget {
  let usedBytes = 0
  const open = (): Reservation => {
    let heldBytes = 0
    const blocks: ArrayBuffer[] = []
    return {
      grow(bytes) {
        if (usedBytes + bytes > capacityBytes()) return false
        usedBytes += bytes
        heldBytes += bytes
        return true
      },
      take(bytes) {
        const block = takeMemory(bytes)
        blocks.push(block)
        return new Uint8Array(block, 0, bytes)
      },
      release() {
        usedBytes -= heldBytes
        heldBytes = 0
        blocks.splice(0).forEach(giveMemory)
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
