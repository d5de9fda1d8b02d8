import { createLane } from '../lane.ts'
import type { StoreLimits } from '../limits.ts'
import { type Log, reasonOf } from '../log.ts'
import type { EncodedRows } from '../rows/encode.ts'
import { type ClosedSegment, createSegmentIds } from './files.ts'
import { createSegment, type OpenSegment } from './segment.ts'

/** Appends rows to the segment of the moment, and hands over those that are full or old enough. */
export interface SegmentWriter {
  /** Resolves when the rows survive the death of this process; rejects when the disk or a queue has no room. */
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
  readonly limits: StoreLimits
  readonly log: Log
  readonly onClosed: (segment: ClosedSegment) => void
  /** Bytes of closed segments that wait to be loaded. */
  readonly pendingBytes: () => number
}

export function createSegmentWriter(options: SegmentWriterOptions): SegmentWriter {
  const { folder, limits, log, onClosed, pendingBytes } = options
  const lane = createLane()
  const nextId = createSegmentIds()
  let segment: OpenSegment | undefined
  let ageTimer: NodeJS.Timeout | undefined
  let waiting: WaitingAppend[] = []
  let waitingBytes = 0

  /** Group commit: all that came while the previous write was under way goes out as one. */
  async function writeWaiting(): Promise<void> {
    const batch = waiting
    waiting = []
    waitingBytes = 0
    try {
      segment ??= await startSegment()
      await segment.write(batch.map(({ rows }) => rows))
    } catch (error) {
      for (const { reject } of batch) reject(error)
      return
    }
    for (const { resolve } of batch) resolve()
    if (segment.bytes >= limits.segmentBytes) await closeCurrent()
  }

  async function startSegment(): Promise<OpenSegment> {
    const started = await createSegment(folder, nextId())
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
      log(`a segment cannot be closed; its spans appear after the next start: ${reasonOf(error)}`)
    }
  }

  return {
    async append(rows) {
      if (rows.rows === 0) return
      if (waitingBytes + rows.bytes.length > limits.queuedBytes)
        throw new Error('the store has more to write than it can hold; send this again later')
      if (pendingBytes() > limits.pendingBytes)
        throw new Error('the store has more to load than it can hold; send this again later')
      waitingBytes += rows.bytes.length
      await new Promise<void>((resolve, reject) => {
        waiting.push({ rows, resolve, reject })
        if (waiting.length === 1) lane.run(writeWaiting)
      })
    },
    closeSegment: () => lane.run(closeCurrent),
  }
}
