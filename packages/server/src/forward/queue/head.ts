import { giveMemory } from '@throughline/otlp'
import { addItems, differenceOf, type ItemCounts, noItems } from '../item-counts.ts'
import { type Batch, batchOf, cutRecords, releaseBatch } from './batch.ts'
import type { BatchLimits } from './batch-clock.ts'
import type { Cursor } from './cursor.ts'
import { readFrom, type Segment } from './segment.ts'
import type { Segments } from './segments.ts'

/** The oldest segment, and how far it is dealt with. One call at a time. */
export interface Head {
  /** Whether the last run left a batch under way, which is to be sent again as it was. */
  readonly isInterrupted: boolean
  /** Bytes of the oldest segment that are dealt with, or under way. */
  readonly readBytes: number
  /** The next batch, undefined where there is nothing; the same one again until it is finished. */
  read(): Promise<Batch | undefined>
  finish(batch: Batch): Promise<void>
  /** Removes the segment where all of it is dealt with, and it takes no more. */
  dropIfDone(): Promise<void>
  /** Whether the batch's segment is still there. */
  holds(batch: Batch): boolean
  /** Removes the segment, and gives what was left of it, but for a batch that is under way. */
  drop(): Promise<ItemCounts>
}

export interface HeadOptions {
  readonly segments: Segments
  readonly cursor: Cursor
  readonly limits: Pick<BatchLimits, 'items' | 'bytes'>
  /** Told of what cannot be read, and is passed over. */
  readonly onDamage: (bytes: number, items: ItemCounts) => void
}

export function createHead({ segments, cursor, limits, onDamage }: HeadOptions): Head {
  const { segmentId, startOffset, endOffset } = cursor.last
  const goesOn = segments.oldest?.id === segmentId
  let offset = goesOn ? startOffset : 0
  let interruptedBytes = goesOn ? endOffset - startOffset : 0
  let { partBytes } = cursor.last
  let doneItems = noItems()
  let batch: Batch | undefined

  async function read(): Promise<Batch | undefined> {
    for (;;) {
      const { oldest } = segments
      if (batch !== undefined || oldest === undefined) return batch
      if (offset === oldest.bytes && segments.isOldestOpen) return undefined
      const next = await nextBatch(oldest)
      if (next !== undefined) return start(next)
      // Either all of it is done, or what follows is damaged.
      onDamage(oldest.bytes - offset, await drop())
    }
  }

  async function nextBatch(oldest: Segment): Promise<Batch | undefined> {
    const interrupted = { items: Number.POSITIVE_INFINITY, bytes: interruptedBytes }
    const upTo = interruptedBytes > 0 ? interrupted : limits
    const chunk = await readFrom(oldest, offset, upTo.bytes)
    const records = cutRecords(chunk, upTo)
    const next =
      records.length > 0 ? batchOf({ segmentId: oldest.id, startOffset: offset, partBytes }, records) : undefined
    giveMemory(chunk.buffer)
    return next
  }

  async function start(next: Batch): Promise<Batch> {
    await cursor.write(next)
    interruptedBytes = 0
    batch = next
    return next
  }

  const holds = (held: Batch): boolean => segments.oldest?.id === held.segmentId

  async function drop(): Promise<ItemCounts> {
    const left = differenceOf(segments.oldest?.items ?? noItems(), doneItems)
    const underWay = batch !== undefined && holds(batch) ? batch.items : noItems()
    offset = 0
    interruptedBytes = 0
    doneItems = noItems()
    await segments.removeOldest()
    return differenceOf(left, underWay)
  }

  async function dropIfDone(): Promise<void> {
    if (offset === segments.oldest?.bytes && !segments.isOldestOpen) await drop()
  }

  return {
    read,
    holds,
    drop,
    dropIfDone,
    get isInterrupted() {
      return interruptedBytes > 0
    },
    get readBytes() {
      return batch !== undefined && holds(batch) ? batch.endOffset : offset
    },
    async finish(done) {
      batch = undefined
      releaseBatch(done)
      partBytes = done.partBytes
      if (!holds(done)) return
      addItems(doneItems, done.items)
      offset = done.endOffset
      await cursor.write({ ...done, startOffset: offset })
      // Not by the next read: there may be none, while a queue that refuses needs the room.
      await dropIfDone()
    },
  }
}
