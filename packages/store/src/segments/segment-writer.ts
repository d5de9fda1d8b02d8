import { requireFreeSpace } from '../free-space.ts'
import { createLane } from '../lane.ts'
import type { StoreLimits } from '../limits.ts'
import { type Log, reasonOf } from '../log.ts'
import { refusalOf } from '../refusal.ts'
import type { EncodedRows } from '../rows/encode.ts'
import type { Table } from '../schema/table.ts'
import type { ClosedSegment } from './files.ts'
import { createSegment, type OpenSegment } from './segment.ts'

/** Appends rows to the segment of the moment, and hands over those that are full or old enough. */
export interface SegmentWriter {
  /** Resolves when the rows survive the death of this process; rejects when the disk has no room. */
  append(rows: EncodedRows): Promise<void>
  /** Closes the segment of the moment, so that what was appended before can be loaded. */
  closeSegment(): Promise<void>
}

interface WaitingAppend {
  readonly rows: EncodedRows
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

export interface SegmentWriterOptions {
  readonly folder: string
  readonly table: Table
  readonly nextId: (table: Table) => string
  readonly limits: StoreLimits
  readonly log: Log
  readonly onClosed: (segment: ClosedSegment) => void
}

export function createSegmentWriter({
  folder,
  table,
  nextId,
  limits,
  log,
  onClosed,
}: SegmentWriterOptions): SegmentWriter {
  const lane = createLane()
  let segment: OpenSegment | undefined
  let ageTimer: NodeJS.Timeout | undefined
  let waiting: WaitingAppend[] = []

  /** Group commit: all that came while the previous write was under way goes out as one. */
  async function writeWaiting(): Promise<void> {
    const batch = waiting
    waiting = []
    try {
      segment ??= await startSegment()
      await segment.write(batch.map(({ rows }) => rows))
    } catch (error) {
      for (const { reject } of batch) reject(refusalOf(error))
      return
    }
    for (const { resolve } of batch) resolve()
    if (segment.bytes >= limits.segmentBytes) await closeCurrent()
  }

  async function startSegment(): Promise<OpenSegment> {
    await requireFreeSpace(folder, limits.freeBytes)
    const started = await createSegment(folder, nextId(table), table)
    ageTimer = setTimeout(() => void lane.run(closeCurrent), limits.segmentAgeMs)
    return started
  }

  async function closeCurrent(): Promise<void> {
    if (segment === undefined) return
    clearTimeout(ageTimer)
    const closing = segment
    segment = undefined
    try {
      onClosed(await closing.close())
    } catch (error) {
      log(`a segment cannot be closed; its rows appear after the next start: ${reasonOf(error)}`)
    }
  }

  return {
    async append(rows) {
      if (rows.rows === 0) return
      await new Promise<void>((resolve, reject) => {
        waiting.push({ rows, resolve, reject })
        if (waiting.length === 1) lane.run(writeWaiting)
      })
    },
    closeSegment: () => lane.run(closeCurrent),
  }
}
