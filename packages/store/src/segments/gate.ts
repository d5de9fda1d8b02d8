import type { StoreLimits } from '../limits.ts'
import { AppendRefused, tooLarge } from '../refusal.ts'
import type { LoadCounts } from './loader.ts'

/** Stands before the segments of all tables, so that what waits behind it is bounded. */
export interface Gate {
  /** Throws where too much waits for so many bytes more; `pass` may refuse later, when more has come. */
  requireRoom(bytes: number): void
  /** Counts the bytes as waiting for the disk while `write` runs; refuses at once where too much waits. */
  pass(bytes: number, write: () => Promise<void>): Promise<void>
}

/** A database that hangs must refuse requests, not fill the disk; a disk that hangs not the memory. */
export function createGate(limits: StoreLimits, loading: Pick<LoadCounts, 'pendingBytes' | 'pendingSegments'>): Gate {
  let queuedBytes = 0

  function requireRoom(bytes: number): void {
    const isFull = queuedBytes > 0 && queuedBytes + bytes > limits.queuedBytes
    if (isFull) throw busy('the store has more to write than it can hold')
    const isBehind = loading.pendingBytes >= limits.pendingBytes || loading.pendingSegments >= limits.pendingSegments
    if (isBehind) throw busy('the database is too far behind what was stored')
  }

  return {
    requireRoom,
    async pass(bytes, write) {
      if (bytes > limits.queuedBytes) throw tooLarge(limits.queuedBytes)
      requireRoom(bytes)
      queuedBytes += bytes
      try {
        await write()
      } finally {
        queuedBytes -= bytes
      }
    },
  }
}

const busy = (reason: string): AppendRefused => new AppendRefused('busy', `${reason}; send this again later`)
