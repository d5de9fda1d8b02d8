import { giveMemory } from '@throughline/otlp'
import type { StoreLimits } from './limits.ts'
import type { Log } from './log.ts'
import { AppendRefused, type RefusalReason } from './refusal.ts'
import type { EncodedRows } from './rows/encode.ts'
import { forEachTable, type TableName, tableNames, tableOf } from './schema/table.ts'
import { type ClosedSegment, createSegmentIds } from './segments/files.ts'
import { createGate } from './segments/gate.ts'
import type { LoadCounts } from './segments/loader.ts'
import { createSegmentWriter } from './segments/segment-writer.ts'

/** Appends rows to the segments of their tables, within the limits of what may wait. */
export interface Appender {
  /** Throws, and counts it, where an append of so many bytes would be refused at this moment. */
  requireRoom(bytes: number): void
  /** Resolves when all that is encoded survives the death of this process. */
  append(encode: () => ReadonlyMap<TableName, EncodedRows>): Promise<void>
  /** Closes the segments of the moment, so that what was appended before can be loaded. */
  closeSegments(): Promise<void>
  readonly counts: AppendCounts
}

export interface AppendCounts {
  readonly appendedRows: Readonly<Record<TableName, number>>
  readonly appendedBytes: number
  readonly refusedAppends: Readonly<Record<RefusalReason, number>>
}

export interface AppenderOptions {
  readonly folder: string
  readonly limits: StoreLimits
  readonly log: Log
  readonly loading: Pick<LoadCounts, 'pendingBytes' | 'pendingSegments'>
  readonly onClosed: (segment: ClosedSegment) => void
}

export function createAppender({ loading, ...options }: AppenderOptions): Appender {
  const nextId = createSegmentIds()
  const writers = forEachTable(name => createSegmentWriter({ ...options, table: tableOf(name), nextId }))
  const gate = createGate(options.limits, loading)
  const appendedRows: Record<TableName, number> = forEachTable(() => 0)
  const refusedAppends: Record<RefusalReason, number> = { busy: 0, disk_full: 0, too_large: 0 }
  const counts = { appendedRows, appendedBytes: 0, refusedAppends }

  async function write(name: TableName, rows: EncodedRows): Promise<void> {
    await writers[name].append(rows)
    appendedRows[name] += rows.rows
    counts.appendedBytes += rows.bytes.length
  }

  function counted(error: unknown): never {
    if (error instanceof AppendRefused) refusedAppends[error.reason]++
    throw error
  }

  return {
    counts,
    requireRoom(bytes) {
      try {
        gate.requireRoom(bytes)
      } catch (error) {
        counted(error)
      }
    },
    async append(encode) {
      try {
        const rowsOfTables = encode()
        const bytes = Array.from(rowsOfTables.values(), rows => rows.bytes.length).reduce((sum, each) => sum + each, 0)
        await gate.pass(bytes, () => all(Array.from(rowsOfTables, ([name, rows]) => write(name, rows))))
        for (const rows of rowsOfTables.values()) giveMemory(rows.bytes.buffer)
      } catch (error) {
        counted(error)
      }
    },
    closeSegments: () => all(tableNames.map(name => writers[name].closeSegment())),
  }
}

/** Waits for each, also where one fails: until then its bytes are in memory. */
async function all(writes: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(writes)
  await Promise.all(writes)
}
