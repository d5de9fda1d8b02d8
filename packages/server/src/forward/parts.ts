import { forwardLimits } from '../limits.ts'
import type { Payload } from '../pipeline/payload.ts'
import { halve } from './halve.ts'
import type { Batch } from './queue/batch.ts'
import { partBytesMax } from './queue/cursor.ts'

/** The requests of a batch that are still to be sent, in parts that the destination takes. */
export interface Parts {
  /** The first one, undefined when there are none left. */
  next(): Payload | undefined
  /** The first one is dealt with. */
  done(): void
  /** Splits the first one, which was refused for its size; false where it is a single item. */
  split(): boolean
  /** Those that are left. */
  readonly unsent: readonly Payload[]
  /** The batch as it is finished: with what it taught about the size of parts. */
  finished(): Batch
}

/**
 * Where requests are split depends on the batch, which is the same again after a crash, and on what the destination refuses:
 * so the parts are the same again as well.
 */
export function createParts(batch: Batch): Parts {
  const unsent = [...batch.requests]
  let { partBytes } = batch
  let wasRefused = false

  function splitFirst(): readonly Payload[] | undefined {
    const halves = unsent[0] && halve(unsent[0])
    if (halves !== undefined) unsent.splice(0, 1, ...halves)
    return halves
  }

  return {
    unsent,
    next() {
      while (unsent[0] !== undefined && unsent[0].bytes.length > partBytes && splitFirst() !== undefined);
      return unsent[0]
    },
    done() {
      unsent.shift()
    },
    split() {
      const halves = splitFirst()
      if (halves === undefined) return false
      wasRefused = true
      // The larger of the two, or it would be split again before anybody refused it.
      partBytes = Math.max(...halves.map(({ bytes }) => bytes.length))
      return true
    },
    finished: () => ({ ...batch, partBytes: wasRefused ? partBytes : grown(partBytes) }),
  }
}

const grown = (partBytes: number): number =>
  Math.min(partBytesMax, Math.ceil(partBytes * (1 + forwardLimits.partGrowth)))
