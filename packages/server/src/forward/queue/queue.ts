import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { queueLimits } from '../../limits.ts'
import { NoRoom, type Output, type Payload } from '../../pipeline/payload.ts'
import { addItems, differenceOf, type ItemCounts, noItems, subtractItems, sumOf } from '../item-counts.ts'
import { type Batch, batchOf, cutRecords } from './batch.ts'
import { type BatchLimits, createBatchClock } from './batch-clock.ts'
import { openCursor } from './cursor.ts'
import { createGroupCommit } from './group-commit.ts'
import { createLane } from './lane.ts'
import { recordBytes, type StoredPayload } from './record.ts'
import { readFrom, type Segment } from './segment.ts'
import { openSegments } from './segments.ts'

export interface QueueOptions {
  /** Made where it is missing. One process at a time. */
  readonly folder: string
  readonly sizeBytes: number
  readonly ageMs: number
  /** Whether a full queue lets go of its oldest, or refuses what comes. */
  readonly whenFull: 'drop_oldest' | 'refuse'
  readonly batch: BatchLimits
}

/** Counts since the queue was opened, and what it holds at this moment. */
export interface QueueStats {
  /** Items that are not dealt with yet. */
  readonly queuedItems: ItemCounts
  /** What the queue takes on disk; a segment is deleted when all of it is dealt with. */
  readonly queuedBytes: number
  /** Items dropped because the queue was full, or they were too old. */
  readonly evictedItems: ItemCounts
  /** Payloads that were not taken: no room, or a disk that failed. */
  readonly refusedPayloads: number
  /** Bytes of segments that cannot be read: what a crash left of appends that nobody was promised, or a damaged disk. */
  readonly damagedBytes: number
}

/** Payloads on disk between an `Output` and whoever sends them. */
export interface Queue extends Output {
  /** Resolves when a batch is due. */
  due(): Promise<void>
  /** From now on a batch is due at once. */
  hurry(): void
  /** The next batch, undefined where there is nothing; the same one again until it is finished. */
  read(): Promise<Batch | undefined>
  /** The batch has been dealt with. */
  finish(batch: Batch): Promise<void>
  /** Whether the batch is still in the queue, or was evicted while it was under way. */
  holds(batch: Batch): boolean
  /** The batch was evicted, and these requests of it are not sent any more. */
  giveUp(batch: Batch, unsent: readonly Payload[]): Promise<void>
  stats(): QueueStats
  close(): Promise<void>
}

export async function openQueue({ folder, sizeBytes, ageMs, whenFull, batch: limits }: QueueOptions): Promise<Queue> {
  await mkdir(folder, { recursive: true })
  const cursor = await openCursor(join(folder, 'cursor'))
  const { segmentId: firstId, startOffset, endOffset } = cursor.last
  const segmentBytes = Math.min(queueLimits.segmentBytes, Math.ceil(sizeBytes / queueLimits.segmentsMin))
  const segments = await openSegments({ folder, segmentBytes, firstId, startOffset })

  // Everything that touches the disk goes in turn: eviction, reading and appending would else have to look out for each other.
  const lane = createLane()
  const clock = createBatchClock(limits)
  const commit = createGroupCommit({ lane, write, groupBytes: segmentBytes })
  // What cannot be deleted now is tried again by the next start.
  const sweep = setInterval(() => void lane.run(dropOld).catch(() => {}), queueLimits.sweepMs)
  const stats = {
    queuedItems: segments.items(),
    evictedItems: noItems(),
    refusedPayloads: 0,
    damagedBytes: segments.damagedBytes,
  }

  /** How far the oldest segment is dealt with. */
  const goesOn = segments.oldest?.id === firstId
  let offset = goesOn ? startOffset : 0
  let doneItems = noItems()
  let batch: Batch | undefined
  let isClosed = false
  /** What the last run was sending is sent again as it was. */
  let interruptedBytes = goesOn ? endOffset - startOffset : 0
  clock.startOver(sumOf(stats.queuedItems), segments.bytes - offset)

  async function write(payloads: readonly Payload[]): Promise<void> {
    const bytes = payloads.reduce((sum, payload) => sum + recordBytes(payload), 0)
    while (segments.oldest !== undefined && segments.bytes + bytes > sizeBytes) await evictOldest()
    await segments.write(payloads)
    for (const { signal, itemCount } of payloads) stats.queuedItems[signal] += itemCount
    clock.add(
      payloads.reduce((sum, { itemCount }) => sum + itemCount, 0),
      bytes,
    )
  }

  /** But for a batch that is under way: whoever sends it learns by `holds` that it may be given up. */
  async function evictOldest(): Promise<void> {
    const left = leftItems()
    addItems(stats.evictedItems, left)
    await removeOldest(left)
  }

  function leftItems(): ItemCounts {
    const { oldest } = segments
    const left = differenceOf(oldest?.items ?? noItems(), doneItems)
    return batch !== undefined && batch.segmentId === oldest?.id ? differenceOf(left, batch.items) : left
  }

  async function removeOldest(left: ItemCounts): Promise<void> {
    subtractItems(stats.queuedItems, left)
    offset = 0
    doneItems = noItems()
    interruptedBytes = 0
    await segments.removeOldest()
  }

  async function dropOld(): Promise<void> {
    await segments.closeOlderThan(ageMs / queueLimits.segmentsMin)
    while (segments.oldest !== undefined && Date.now() - segments.oldest.lastAppendUnixMs > ageMs) await evictOldest()
  }

  async function readBatch(): Promise<Batch | undefined> {
    if (batch !== undefined) return batch
    await dropOld()
    for (;;) {
      const { oldest } = segments
      if (oldest === undefined || (offset === oldest.bytes && segments.isOldestOpen)) return undefined
      const records = await readRecordsOf(oldest)
      if (records.length > 0) return start(batchOf(oldest.id, offset, records))
      // Either all of it is done, or what follows is damaged.
      stats.damagedBytes += oldest.bytes - offset
      await removeOldest(leftItems())
    }
  }

  async function readRecordsOf(oldest: Segment): Promise<readonly StoredPayload[]> {
    const { items, bytes } =
      interruptedBytes > 0 ? { items: Number.POSITIVE_INFINITY, bytes: interruptedBytes } : limits
    return cutRecords(await readFrom(oldest, offset, bytes), { items, bytes })
  }

  async function start(next: Batch): Promise<Batch> {
    await cursor.write(next)
    batch = next
    interruptedBytes = 0
    clock.startOver(sumOf(stats.queuedItems) - sumOf(next.items), segments.bytes - next.endOffset)
    return next
  }

  const holds = ({ segmentId }: Batch): boolean => segments.oldest?.id === segmentId

  async function finish(done: Batch): Promise<void> {
    batch = undefined
    subtractItems(stats.queuedItems, done.items)
    if (!holds(done)) return
    addItems(doneItems, done.items)
    offset = done.endOffset
    await cursor.write({ ...done, startOffset: offset })
  }

  function refusalOf(payload: Payload): string | undefined {
    const bytes = recordBytes(payload)
    if (isClosed) return 'The queue is closed'
    if (bytes > sizeBytes) return `The payload of ${bytes} bytes is larger than the queue of ${sizeBytes}`
    if (commit.waitingBytes + bytes > queueLimits.waitingBytes) return 'The queue has more to write than it can hold'
    const isFull = segments.bytes + commit.waitingBytes + bytes > sizeBytes
    return isFull && whenFull === 'refuse' ? 'The queue is full' : undefined
  }

  return {
    async take(payload) {
      try {
        const refusal = refusalOf(payload)
        if (refusal !== undefined) throw new NoRoom(refusal)
        await commit.append(payload)
      } catch (error) {
        stats.refusedPayloads++
        throw error
      }
    },
    due: () => (interruptedBytes > 0 ? Promise.resolve() : clock.due()),
    hurry: clock.stop,
    holds,
    read: () => lane.run(readBatch),
    finish: done => lane.run(() => finish(done)),
    async giveUp(evicted, unsent) {
      for (const { signal, itemCount } of unsent) stats.evictedItems[signal] += itemCount
      await lane.run(() => finish(evicted))
    },
    stats: () => ({
      ...stats,
      queuedItems: { ...stats.queuedItems },
      evictedItems: { ...stats.evictedItems },
      queuedBytes: segments.bytes,
    }),
    async close() {
      isClosed = true
      clearInterval(sweep)
      clock.stop()
      await lane.run(segments.close)
      await cursor.close()
    },
  }
}
