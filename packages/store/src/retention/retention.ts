import type { Database } from '../database/database.ts'
import { createLane } from '../lane.ts'
import type { StoreLimits } from '../limits.ts'
import { type Log, reasonOf } from '../log.ts'
import { applyAge } from './age.ts'
import { drop } from './drop.ts'
import { applyPartSize } from './part-size.ts'
import { readParts } from './parts.ts'
import { sizeOf, whatToDrop } from './what-to-drop.ts'

/** How long what is stored is kept. What is left out sets no limit. */
export interface Retention {
  /** What is older is removed, up to a day later: days are removed as a whole. */
  readonly ageMs?: number | undefined
  /** Bytes on the disk above which the oldest days are removed. */
  readonly sizeBytes?: number | undefined
}

export interface RetentionCounts {
  /** Bytes on the disk, as of the last look: what was loaded, and the segments that wait to be. */
  readonly storedBytes: number
  /** Removed because the store was too large. */
  readonly droppedRows: number
  readonly droppedBytes: number
}

/** Keeps the store within its size, looking every minute; its age is the database's to keep. */
export interface Keeper {
  /**
   * From then on it holds, until the next one. Resolves when what is too much by it is gone, or when the database failed,
   * which the log says and which is tried again every minute.
   */
  retain(retention: Retention): Promise<void>
  stop(): Promise<void>
  readonly counts: RetentionCounts
}

export interface KeeperOptions {
  readonly database: Database
  readonly limits: StoreLimits
  readonly log: Log
  readonly pendingBytes: () => number
}

export function createKeeper({ database, limits, log, pendingBytes }: KeeperOptions): Keeper {
  const lane = createLane()
  const counts = { storedBytes: 0, droppedRows: 0, droppedBytes: 0 }
  let wanted: Retention = {}
  let applied = wanted
  let failing = false

  /** Drops first: it makes room, which changing a table needs a little of. */
  async function look(): Promise<void> {
    await dropExcess(wanted.sizeBytes ?? Number.POSITIVE_INFINITY)
    if (applied === wanted) return
    await applyAge(database, wanted.ageMs)
    await applyPartSize(database, wanted.sizeBytes)
    applied = wanted
  }

  async function dropExcess(sizeBytes: number): Promise<void> {
    const parts = await readParts(database)
    counts.storedBytes = sizeOf(parts) + pendingBytes()
    const toDrop = whatToDrop(parts, counts.storedBytes - sizeBytes)
    const dropped = await drop(database, toDrop)
    if (dropped.length === 0) return
    if (counts.droppedBytes === 0)
      log(`the store has reached its size of ${sizeBytes} bytes: the oldest is removed from now on`)
    counts.droppedRows += dropped.reduce((sum, { rows }) => sum + rows, 0)
    counts.droppedBytes += sizeOf(dropped)
    counts.storedBytes -= sizeOf(dropped)
  }

  /** Never rejects: a minute later it is tried again. */
  async function lookAgain(): Promise<void> {
    try {
      await look()
      failing = false
    } catch (error) {
      if (!failing) log(`what is old cannot be removed, and is tried again: ${reasonOf(error)}`)
      failing = true
    }
  }

  const timer = setInterval(() => void lane.run(lookAgain), limits.retentionCheckMs).unref()

  return {
    counts,
    retain(retention) {
      wanted = retention
      return lane.run(lookAgain)
    },
    stop() {
      clearInterval(timer)
      return lane.run(async () => {})
    },
  }
}
