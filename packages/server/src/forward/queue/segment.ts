import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { giveMemory, takeMemory } from '@throughline/otlp'
import type { Payload } from '../../pipeline/payload.ts'
import { addItems, type ItemCounts, itemsOf, noItems } from '../item-counts.ts'
import { announcedBytes, encodeHeader, readRecords, recordHeaderBytes } from './record.ts'

/** A file of records. */
export interface Segment {
  readonly id: number
  readonly path: string
  /** Bytes that are acknowledged. */
  readonly bytes: number
  /** What these bytes hold, without what the last run had dealt with. */
  readonly items: ItemCounts
  /** On the clock of `nowMs`. */
  readonly lastAppendMs: number
}

/** The segment that appends go to. One call at a time. */
export interface OpenSegment extends Segment {
  readonly createdMs: number
  /** Resolves when every payload is with the operating system, and so survives the death of this process. */
  write(payloads: readonly Payload[]): Promise<void>
  close(): Promise<void>
}

const suffix = '.queue'
const pathOf = (folder: string, id: number): string => join(folder, `${String(id).padStart(12, '0')}${suffix}`)

export async function segmentIds(folder: string): Promise<readonly number[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith(suffix))
  return names.map(name => Number.parseInt(name, 10)).sort((a, b) => a - b)
}

export async function createSegment(folder: string, id: number, nowMs: () => number): Promise<OpenSegment> {
  const path = pathOf(folder, id)
  const file = await open(path, 'wx')
  const items = noItems()
  const createdMs = nowMs()
  let bytes = 0
  let lastAppendMs = createdMs
  return {
    id,
    path,
    items,
    createdMs,
    get bytes() {
      return bytes
    },
    get lastAppendMs() {
      return lastAppendMs
    },
    async write(payloads) {
      // At a fixed offset, so that the next write covers what a failed one left behind.
      const parts = payloads.flatMap(payload => [encodeHeader(payload), payload.bytes])
      bytes += await writeAll(file, parts, bytes)
      addItems(items, itemsOf(payloads))
      lastAppendMs = nowMs()
    },
    async close() {
      await file.truncate(bytes)
      await file.close()
    },
  }
}

/** Fewer bytes than given is how a disk that just became full says so. */
async function writeAll(file: FileHandle, parts: readonly Uint8Array[], offset: number): Promise<number> {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const { bytesWritten } = await file.writev(parts, offset)
  if (bytesWritten !== length) throw new Error(`the disk took ${bytesWritten} of ${length} bytes`)
  return length
}

/** A segment that the last run left, up to its last whole record, and how many bytes come behind that. */
export interface RecoveredSegment {
  readonly segment: Segment
  readonly damagedBytes: number
}

/** `startOffset` is how far the last run came: what lies before it is not counted any more. */
export async function recoverSegment(
  folder: string,
  id: number,
  startOffset: number,
  nowMs: () => number,
): Promise<RecoveredSegment> {
  const path = pathOf(folder, id)
  const { mtimeMs } = await stat(path)
  // Only the wall clock goes on between two runs. Where it was set back, the file seems to come from the future.
  const lastAppendMs = nowMs() - Math.max(0, Date.now() - mtimeMs)
  const file = await readFile(path)
  const items = noItems()
  let bytes = 0
  for (const record of readRecords(file)) {
    if (bytes >= startOffset) items[record.signal] += record.itemCount
    bytes = record.endOffset
  }
  return { segment: { id, path, bytes, items, lastAppendMs }, damagedBytes: file.length - bytes }
}

/**
 * What lies from `startOffset` on, of about `maxBytes`: at least one record, however long, where there is one. In memory that is
 * the caller's to give back.
 */
export async function readFrom({ path, bytes }: Segment, startOffset: number, maxBytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const chunk = await readChunk(file, startOffset, Math.min(maxBytes, bytes - startOffset))
    const firstBytes = chunk.length < recordHeaderBytes ? 0 : announcedBytes(chunk)
    if (firstBytes <= chunk.length || startOffset + firstBytes > bytes) return chunk
    giveMemory(chunk.buffer)
    return await readChunk(file, startOffset, firstBytes)
  } finally {
    await file.close()
  }
}

async function readChunk(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.from(takeMemory(length)), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}
