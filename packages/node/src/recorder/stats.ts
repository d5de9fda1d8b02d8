import { LAPPED, openRing, RECORDED, REFUSED, type RingHandle, SENT, TOO_LARGE } from './ring-layout.ts'

/** Spans due for export since start, by what became of them; what is missing from the sum is still in memory. */
export interface ExportStats {
  readonly recorded: number
  readonly sent: number
  /** Overwritten in the ring before they could be sent. */
  readonly lapped: number
  /** The receiver will not have them, or the process ended while it was unreachable. */
  readonly refused: number
  /** Larger than a record may be; not among `recorded`. */
  readonly tooLarge: number
}

export function readStats(handle: RingHandle): ExportStats {
  const { control } = openRing(handle)
  const count = (word: number): number => Atomics.load(control, word) >>> 0
  return {
    recorded: count(RECORDED),
    sent: count(SENT),
    lapped: count(LAPPED),
    refused: count(REFUSED),
    tooLarge: count(TOO_LARGE),
  }
}
