import { rm, utimes } from 'node:fs/promises'
import type { Payload } from '../../pipeline/payload.ts'
import { addItems, type ItemCounts, noItems } from '../item-counts.ts'
import { createSegment, type OpenSegment, recoverSegment, type Segment, segmentIds } from './segment.ts'

/** The segments of a queue, oldest first; appends go to the last. One call at a time. */
export interface Segments {
  readonly oldest: Segment | undefined
  /** Whether the oldest one still takes appends. */
  readonly isOldestOpen: boolean
  /** What all of them hold. */
  items(): ItemCounts
  /** What all of them take on disk. */
  readonly bytes: number
  /** Bytes at the ends of segments of the last run that are no whole record. */
  readonly damagedBytes: number
  /** Where it fails, nothing of it counts, and what was written before is closed. */
  write(payloads: readonly Payload[]): Promise<void>
  /** Closes the open segment where it has taken appends for so long: only closed ones are dropped by age. */
  closeOlderThan(ageMs: number): Promise<void>
  removeOldest(): Promise<void>
  close(): Promise<void>
}

export interface SegmentsOptions {
  readonly folder: string
  /** A segment is closed once it holds this many bytes. */
  readonly segmentBytes: number
  /** Segments before this one were dealt with by the last run. */
  readonly firstId: number
  /** Where the first one goes on. */
  readonly startOffset: number
  /** A clock that nobody sets. */
  readonly nowMs: () => number
}

export async function openSegments(options: SegmentsOptions): Promise<Segments> {
  const { folder, segmentBytes, nowMs } = options
  const { list, damagedBytes } = await recoverAll(options)
  let nextId = Math.max(options.firstId, list.at(-1)?.id ?? 0) + 1
  let open: OpenSegment | undefined
  let bytes = list.reduce((sum, segment) => sum + segment.bytes, 0)

  async function start(): Promise<OpenSegment> {
    const segment = await createSegment(folder, nextId++, nowMs)
    list.push(segment)
    return segment
  }

  async function closeOpen(): Promise<void> {
    const closing = open
    open = undefined
    await closing?.close()
  }

  return {
    damagedBytes,
    get oldest() {
      return list[0]
    },
    get isOldestOpen() {
      return open !== undefined && list[0] === open
    },
    items() {
      const items = noItems()
      for (const segment of list) addItems(items, segment.items)
      return items
    },
    get bytes() {
      return bytes
    },
    async write(payloads) {
      open ??= await start()
      const before = open.bytes
      try {
        await open.write(payloads)
      } catch (error) {
        // On a full disk the file that was written to has to be able to go. An empty one is used again.
        if (before > 0) await closeOpen()
        throw error
      }
      bytes += open.bytes - before
      if (open.bytes >= segmentBytes) await closeOpen()
    },
    async closeOlderThan(ageMs) {
      if (open !== undefined && nowMs() - open.createdMs >= ageMs) await closeOpen()
    },
    async removeOldest() {
      if (list[0] === open) await closeOpen()
      const removed = list.shift()
      if (removed === undefined) return
      bytes -= removed.bytes
      await rm(removed.path, { force: true })
    },
    async close() {
      await closeOpen()
      // The next run has only the wall clock to go by, which may have been set since. What cannot be dated keeps its date.
      for (const { path, lastAppendMs } of list) {
        const lastAppend = new Date(Date.now() - (nowMs() - lastAppendMs))
        await utimes(path, lastAppend, lastAppend).catch(() => {})
      }
    },
  }
}

async function recoverAll({ folder, firstId, startOffset, nowMs }: SegmentsOptions) {
  const list: Segment[] = []
  let damagedBytes = 0
  for (const id of await segmentIds(folder)) {
    const recovered = await recoverSegment(folder, id, id === firstId ? startOffset : 0, nowMs)
    damagedBytes += recovered.damagedBytes
    if (id >= firstId && recovered.segment.bytes > 0) list.push(recovered.segment)
    else await rm(recovered.segment.path)
  }
  return { list, damagedBytes }
}
