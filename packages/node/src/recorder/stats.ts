import { FORGOTTEN, KEPT, LAPPED, LIMITED, RECORDED, REFUSED, SENT, TOO_LARGE } from './ring-layout.ts'

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
  /** Local traces whose head decision was no, and that left all the same: an error, slow, or asked for. */
  readonly kept: number
  /** Local traces that would have been, had there not been too many of them. */
  readonly limited: number
  /** Spans of kept local traces that were overwritten before there was a reason to keep them. */
  readonly forgotten: number
}

export function readStats(control: Int32Array): ExportStats {
  const count = (word: number): number => Atomics.load(control, word) >>> 0
  return {
    recorded: count(RECORDED),
    sent: count(SENT),
    lapped: count(LAPPED),
    refused: count(REFUSED),
    tooLarge: count(TOO_LARGE),
    kept: count(KEPT),
    limited: count(LIMITED),
    forgotten: count(FORGOTTEN),
  }
}
