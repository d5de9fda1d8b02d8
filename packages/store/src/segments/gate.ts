import type { StoreLimits } from '../limits.ts'
import { AppendRefused } from '../refusal.ts'
import type { LoadCounts } from './loader.ts'

/** Stands before the segments of all tables, so that what waits behind it is bounded. */
export interface Gate {
  /** Counts the bytes as waiting for the disk while `write` runs; refuses at once where too much waits. */
  pass(bytes: number, write: () => Promise<void>): Promise<void>
}

/** A database that hangs must refuse requests, not fill the disk; a disk that hangs not the memory. */
export function createGate(limits: StoreLimits, loading: Pick<LoadCounts, 'pendingBytes' | 'pendingSegments'>): Gate {
  let queuedBytes = 0

  function refusal(bytes: number): string | undefined {
    if (queuedBytes + bytes > limits.queuedBytes) return 'the store has more to write than it can hold'
    const isBehind = loading.pendingBytes >= limits.pendingBytes || loading.pendingSegments >= limits.pendingSegments
    return isBehind ? 'the database is too far behind what was stored' : undefined
  }

  return {
    async pass(bytes, write) {
      const reason = refusal(bytes)
      if (reason !== undefined) throw new AppendRefused('busy', `${reason}; send this again later`)
      queuedBytes += bytes
      try {
        await write()
      } finally {
        queuedBytes -= bytes
      }
    },
  }
}
