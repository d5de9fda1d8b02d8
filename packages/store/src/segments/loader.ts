import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../database/database.ts'
import { createLane } from '../lane.ts'
import type { StoreLimits } from '../limits.ts'
import { type Log, reasonOf } from '../log.ts'
import { forEachTable, type TableName } from '../schema/table.ts'
import { blameOf } from './blame.ts'
import { type ClosedSegment, deleteSegment, moveSegment } from './files.ts'

/** Loads closed segments into the database, one at a time and in order. */
export interface Loader {
  add(segment: ClosedSegment): void
  /** Resolves when every segment added before is loaded or set aside. */
  settled(): Promise<void>
  /** Ends the pause after a failure, for good: what does not load at once stays for the next start. */
  stop(): Promise<void>
  readonly counts: LoadCounts
}

export interface LoadCounts {
  readonly pendingSegments: number
  readonly pendingBytes: number
  readonly loadedRows: Readonly<Record<TableName, number>>
  readonly failedLoads: number
  readonly refusedSegments: number
}

export interface LoaderOptions {
  readonly database: Pick<Database, 'load'>
  /** Where segments go that can never load. */
  readonly refusedFolder: string
  readonly limits: StoreLimits
  readonly log: Log
}

export function createLoader({ database, refusedFolder, limits, log }: LoaderOptions): Loader {
  const lane = createLane()
  const stopping = new AbortController()
  const loadedRows: Record<TableName, number> = forEachTable(() => 0)
  const counts = { pendingSegments: 0, pendingBytes: 0, loadedRows, failedLoads: 0, refusedSegments: 0 }

  /** Never rejects: whatever happens, the next segment has its turn. */
  async function settle(segment: ClosedSegment): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const failure = await failureToLoad(segment)
      if (failure === undefined) return
      counts.failedLoads++
      const blame = blameOf(failure.reason)
      const isHopeless = blame === 'segment' || (blame === 'unknown' && attempt >= limits.unexplainedAttempts)
      if (isHopeless) return refuse(segment, failure.reason)
      if (attempt === 1) log(`segment ${segment.id} did not load and will be tried again: ${reasonOf(failure.reason)}`)
      if (!(await paused(attempt))) return
    }
  }

  async function failureToLoad(segment: ClosedSegment): Promise<{ readonly reason: unknown } | undefined> {
    try {
      if (segment.rows > 0) await database.load(segment)
      loadedRows[segment.table.name] += segment.rows
    } catch (reason) {
      return { reason }
    }
    // A segment that stays although it is loaded is loaded again at the next start, which stores nothing twice.
    await deleteSegment(segment).catch(error => log(`segment ${segment.id} cannot be removed: ${reasonOf(error)}`))
    forget(segment)
    return undefined
  }

  async function refuse(segment: ClosedSegment, reason: unknown): Promise<void> {
    counts.refusedSegments++
    forget(segment)
    log(
      `segment ${segment.id} (${segment.rows} rows of ${segment.table.name}) cannot be loaded and was moved to ${refusedFolder}: ${reasonOf(reason)}`,
    )
    await moveSegment(segment, refusedFolder).catch(error =>
      log(`segment ${segment.id} cannot be moved: ${reasonOf(error)}`),
    )
  }

  /** False when the store closes meanwhile: the segment stays for the next start. */
  function paused(attempt: number): Promise<boolean> {
    const pauseMs = Math.min(limits.retryFirstMs * 2 ** (attempt - 1), limits.retryLastMs)
    return pause(pauseMs, true, { signal: stopping.signal, ref: false }).catch(() => false)
  }

  function forget(segment: ClosedSegment): void {
    counts.pendingSegments--
    counts.pendingBytes -= segment.bytes
  }

  return {
    counts,
    add(segment) {
      counts.pendingSegments++
      counts.pendingBytes += segment.bytes
      void lane.run(() => settle(segment))
    },
    settled: () => lane.run(async () => {}),
    stop() {
      stopping.abort()
      return lane.run(async () => {})
    },
  }
}
