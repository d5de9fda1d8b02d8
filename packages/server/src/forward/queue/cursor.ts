import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/**
 * How far a destination has come, and what it is being sent. The end is written down before the first attempt: after a crash
 * the very same bytes are sent again, which a receiver that compares requests can tell from new ones.
 */
export interface Position {
  readonly segmentId: number
  /** Everything before it has been dealt with. */
  readonly startOffset: number
  /** Where the batch under way ends; `startOffset` where none is. */
  readonly endOffset: number
  /** How large the requests of that batch may be before any is refused: it decides where they are split. */
  readonly partBytes: number
}

export interface Cursor {
  /** Where the last run stopped; zeros in a new folder. */
  readonly last: Position
  /** One call at a time. */
  write(position: Position): Promise<void>
  close(): Promise<void>
}

/** crc32 4 (of the rest), size of parts 4, then sequence, segment, start and end of 8 each. */
const slotBytes = 40

/** As good as none, and all that its field can hold. */
export const partBytesMax = 2 ** 32 - 1

const begin: Slot = { sequence: 0, segmentId: 0, startOffset: 0, endOffset: 0, partBytes: partBytesMax }

/** Two slots, written in turn: whatever a crash does to one, the other is whole. */
export async function openCursor(path: string): Promise<Cursor> {
  const file = await openOrCreate(path)
  const [last = begin] = (await readSlots(file)).sort((a, b) => b.sequence - a.sequence)
  let { sequence } = last
  const write = async (position: Position) => {
    sequence++
    await file.write(encodeSlot(sequence, position), 0, slotBytes, (sequence % 2) * slotBytes)
  }
  // Both slots have their place from now on: a disk that is full later must not keep the queue from being emptied.
  await write(last)
  await write(last)
  return { last, write, close: () => file.close() }
}

async function openOrCreate(path: string): Promise<FileHandle> {
  await (await open(path, 'a')).close()
  return open(path, 'r+')
}

interface Slot extends Position {
  readonly sequence: number
}

async function readSlots(file: FileHandle): Promise<Slot[]> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2 * slotBytes), 0, 2 * slotBytes, 0)
  const slots = [buffer.subarray(0, slotBytes), buffer.subarray(slotBytes)]
  return slots.filter((slot, at) => slotBytes * (at + 1) <= bytesRead && isWhole(slot)).map(decodeSlot)
}

const isWhole = (slot: Buffer): boolean => crc32(slot.subarray(4)) === slot.readUInt32LE(0)

function encodeSlot(sequence: number, { segmentId, startOffset, endOffset, partBytes }: Position): Buffer {
  const slot = Buffer.alloc(slotBytes)
  slot.writeUInt32LE(partBytes, 4)
  for (const [at, value] of [sequence, segmentId, startOffset, endOffset].entries()) {
    slot.writeBigUInt64LE(BigInt(value), 8 + 8 * at)
  }
  slot.writeUInt32LE(crc32(slot.subarray(4)), 0)
  return slot
}

function decodeSlot(slot: Buffer): Slot {
  const numberAt = (at: number) => Number(slot.readBigUInt64LE(8 + 8 * at))
  // Cursors of earlier versions have a zero there.
  const partBytes = slot.readUInt32LE(4) || partBytesMax
  return { sequence: numberAt(0), segmentId: numberAt(1), startOffset: numberAt(2), endOffset: numberAt(3), partBytes }
}
