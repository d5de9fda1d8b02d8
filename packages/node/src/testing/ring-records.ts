import type { RingRecords } from '../recorder/ring-reader.ts'

/** Records of the unnamed scope, as a reader would give them. */
export function recordsWith(payloads: readonly Uint8Array[]): RingRecords {
  const ends = payloads.map((_, i) => payloads.slice(0, i + 1).reduce((bytes, { length }) => bytes + length, 0))
  return {
    bytes: Buffer.concat(payloads),
    scopeIndexes: payloads.map(() => 1),
    starts: [0, ...ends.slice(0, -1)].slice(0, ends.length),
    ends,
  }
}

export const payloadsOf = ({ bytes, starts, ends }: RingRecords): readonly Uint8Array[] =>
  starts.map((start, i) => bytes.subarray(start, ends[i]))
