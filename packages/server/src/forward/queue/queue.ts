import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createLane } from '../../lane.ts'
import { queueLimits } from '../../limits.ts'
import { NoRoom, type Output, type Payload, TooLarge } from '../../pipeline/payload.ts'
import { addItems, type ItemCounts, itemsOf, noItems, subtractItems, sumOf } from '../item-counts.ts'
import type { Batch } from './batch.ts'
import { type BatchLimits, createBatchClock } from './batch-clock.ts'
import { type Cursor, openCursor } from './cursor.ts'
import { createGroupCommit } from './group-commit.ts'
import { createHead } from './head.ts'
import { recordBytes } from './record.ts'
import { openSegments, type Segments } from './segments.ts'

export interface QueueOptions {
  /** Made where it is missing. One process at a time. */
  readonly folder: string
  readonly sizeBytes: number
  readonly ageMs: number
  /** Whether a full queue lets go of its oldest, or refuses what comes. */
  readonly whenFull: 'drop_oldest' | 'refuse'
  readonly batch: BatchLimits
  /** What age is told by: a wall clock that is set forward would have all of the queue dropped. */
  readonly nowMs?: () => number
}

/** Counts since the queue was opened, and what it holds at this moment. */
export interface QueueStats {
  /** Items that are not dealt with yet. */
  readonly queuedItems: ItemCounts
  /** What the queue takes on disk; a segment is deleted when all of it is dealt with. */
  readonly queuedBytes: number
  /** Items dropped because the queue was full, they were too old, or their request is larger than the queue. */
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
  /** The batch has been dealt with; its `partBytes`, which may be others by now, hold for the next. */
  finish(batch: Batch): Promise<void>
  /** Whether the batch is still in the queue, or was evicted while it was under way. */
  holds(batch: Batch): boolean
  /** The batch was evicted, and these requests of it are not sent any more. */
  giveUp(batch: Batch, unsent: readonly Payload[]): Promise<void>
  stats(): QueueStats
  close(): Promise<void>
}

export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { folder, sizeBytes, nowMs = () => performance.now() } = options
  await mkdir(folder, { recursive: true })
  const cursor = await openCursor(join(folder, 'cursor'))
  const { segmentId: firstId, startOffset } = cursor.last
  const segmentBytes = Math.min(queueLimits.segmentBytes, Math.ceil(sizeBytes / queueLimits.segmentsMin))
  const segments = await openSegments({ folder, segmentBytes, firstId, startOffset, nowMs })
  return startQueue({ ...options, nowMs }, segments, cursor, segmentBytes)
}

function startQueue(options: Required<QueueOptions>, segments: Segments, cursor: Cursor, segmentBytes: number): Queue {
  const { sizeBytes, ageMs, whenFull, batch: limits, nowMs } = options
  const queuedItems = segments.items()
  const evictedItems = noItems()
  const counts = { refusedPayloads: 0, damagedBytes: segments.damagedBytes }
  let isClosed = false

  // All that touches the disk goes in turn: eviction, reading and appending would else have to look out for each other.
  const lane = createLane()
  const commit = createGroupCommit({ lane, write, groupBytes: segmentBytes })
  const clock = createBatchClock(limits)
  const head = createHead({ segments, cursor, limits, onDamage })
  clock.startOver(sumOf(queuedItems), segments.bytes - head.readBytes)
  // What cannot be deleted now is tried again by the next start.
  const sweep = setInterval(() => void lane.run(dropOld).catch(() => {}), queueLimits.sweepMs)

  function onDamage(bytes: number, items: ItemCounts): void {
    counts.damagedBytes += bytes
    subtractItems(queuedItems, items)
  }

  async function write(payloads: readonly Payload[]): Promise<void> {
    const bytes = payloads.reduce((sum, payload) => sum + recordBytes(payload), 0)
    while (segments.oldest !== undefined && segments.bytes + bytes > sizeBytes) await evictOldest()
    try {
      await segments.write(payloads)
    } catch (error) {
      await head.dropIfDone()
      throw error
    }
    const items = itemsOf(payloads)
    addItems(queuedItems, items)
    clock.add(sumOf(items), bytes)
  }

  /** But for a batch that is under way: whoever sends it learns by `holds` that it may be given up. */
  async function evictOldest(): Promise<void> {
    const left = await head.drop()
    addItems(evictedItems, left)
    subtractItems(queuedItems, left)
  }

  async function dropOld(): Promise<void> {
    await segments.closeOlderThan(ageMs / queueLimits.segmentsMin)
    while (segments.oldest !== undefined && nowMs() - segments.oldest.lastAppendMs > ageMs) await evictOldest()
  }

  async function read(): Promise<Batch | undefined> {
    await dropOld()
    const batch = await head.read()
    clock.startOver(sumOf(queuedItems) - sumOf(batch?.items ?? noItems()), segments.bytes - head.readBytes)
    return batch
  }

  async function finish(batch: Batch): Promise<void> {
    subtractItems(queuedItems, batch.items)
    await head.finish(batch)
  }

  function refusalOf(payload: Payload): NoRoom | TooLarge | undefined {
    const bytes = recordBytes(payload)
    if (isClosed) return new NoRoom('The queue is closed')
    if (commit.waitingBytes + bytes > queueLimits.waitingBytes)
      return new NoRoom('The queue has more to write than it can hold')
    if (whenFull === 'drop_oldest') return undefined
    if (bytes > sizeBytes) return new TooLarge(`its ${bytes} bytes are more than a queue of ${sizeBytes} can hold`)
    return segments.bytes + commit.waitingBytes + bytes > sizeBytes ? new NoRoom('The queue is full') : undefined
  }

  function refuse(error: unknown): never {
    counts.refusedPayloads++
    throw error
  }

  function requireRoom(payload: Payload): void {
    const refusal = refusalOf(payload)
    if (refusal !== undefined) refuse(refusal)
  }

  return {
    requireRoom,
    async take(payload) {
      requireRoom(payload)
      // Dropped here alone: refused, it would come again and again, and no other output would ever get it.
      if (recordBytes(payload) > sizeBytes) addItems(evictedItems, itemsOf([payload]))
      else await commit.append(payload).catch(refuse)
    },
    due: () => (head.isInterrupted ? Promise.resolve() : clock.due()),
    hurry: clock.stop,
    holds: head.holds,
    read: () => lane.run(read),
    finish: batch => lane.run(() => finish(batch)),
    async giveUp(batch, unsent) {
      addItems(evictedItems, itemsOf(unsent))
      await lane.run(() => finish(batch))
    },
    stats: () => ({
      ...counts,
      queuedItems: { ...queuedItems },
      evictedItems: { ...evictedItems },
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
