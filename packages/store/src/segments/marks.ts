import { crc32 } from 'node:zlib'

/** Written after the bytes it speaks of; an append is acknowledged when both are with the operating system. */
export interface Mark {
  /** Where in the rows file the append ends; it begins where the one before ended. */
  readonly endOffset: number
  readonly rows: number
  /** Of the bytes between. */
  readonly crc32: number
}

/** endOffset 8, rows 4, crc32 4. */
export const markBytes = 16

export function encodeMark({ endOffset, rows, crc32 }: Mark): Uint8Array {
  const bytes = Buffer.allocUnsafe(markBytes)
  bytes.writeBigUInt64LE(BigInt(endOffset), 0)
  bytes.writeUInt32LE(rows, 8)
  bytes.writeUInt32LE(crc32, 12)
  return bytes
}

/** Whole marks only: what a crash left of the last one belongs to an append that was not acknowledged. */
export const decodeMarks = (bytes: Buffer): readonly Mark[] =>
  Array.from({ length: Math.floor(bytes.length / markBytes) }, (_, at) => ({
    endOffset: Number(bytes.readBigUInt64LE(at * markBytes)),
    rows: bytes.readUInt32LE(at * markBytes + 8),
    crc32: bytes.readUInt32LE(at * markBytes + 12),
  }))

/** What of a segment is whole, and how many acknowledged rows are not. */
export interface WholeAppends {
  readonly parts: readonly Uint8Array[]
  readonly rows: number
  readonly missingRows: number
}

/** The first mark is that of the header, without which no row can be read. */
export function wholeAppends(file: Uint8Array, marks: readonly Mark[]): WholeAppends {
  const appends = marks.map((mark, at) => ({
    rows: mark.rows,
    bytes: bytesIfWhole(file, marks[at - 1]?.endOffset ?? 0, mark),
  }))
  const whole = appends[0]?.bytes === undefined ? [] : appends.filter(({ bytes }) => bytes !== undefined)
  const rows = sumOfRows(whole)
  return { parts: whole.flatMap(({ bytes }) => bytes ?? []), rows, missingRows: sumOfRows(marks) - rows }
}

function bytesIfWhole(file: Uint8Array, startOffset: number, mark: Mark): Uint8Array | undefined {
  const bytes = file.subarray(startOffset, mark.endOffset)
  return startOffset + bytes.length === mark.endOffset && crc32(bytes) === mark.crc32 ? bytes : undefined
}

const sumOfRows = (appends: readonly { readonly rows: number }[]): number =>
  appends.reduce((sum, { rows }) => sum + rows, 0)
