import { err, ok, type Result } from '@throughline/otlp'
import { openChdb } from './database/chdb.ts'
import type { Database } from './database/database.ts'
import { prepareFolder, removeOwner, type StoreFolder, writeOwner } from './folder.ts'
import { type StoreLimits, storeLimits } from './limits.ts'
import { type Log, logToStderr, reasonOf } from './log.ts'
import { listServices } from './query/list-services.ts'
import { listTraces } from './query/list-traces.ts'
import { readTrace } from './query/read-trace.ts'
import { encodeSpans } from './rows/encode.ts'
import { schema } from './schema/index.ts'
import { createLoader } from './segments/loader.ts'
import { recoverSegments } from './segments/recover.ts'
import { createSegmentWriter } from './segments/segment-writer.ts'
import type { Store } from './store.ts'

export { type StoreLimits, storeLimits } from './limits.ts'
export type { Log } from './log.ts'
export type { TraceFilter, TraceSummary } from './query/list-traces.ts'
export type { TimeRange } from './query/time-range.ts'
export type { Store, StoreStats } from './store.ts'

export interface StoreOptions {
  /** Made where it is missing. One process at a time. */
  readonly folder: string
  /** Takes a line about what a person should know: a damaged segment, a load that failed. Default: stderr. */
  readonly log?: Log
  readonly limits?: Partial<StoreLimits>
}

/** Opens the folder, or says in one sentence why it cannot. What the last run left unloaded is loaded meanwhile. */
export async function openStore(options: StoreOptions): Promise<Result<Store>> {
  const prepared = await prepareFolder(options.folder)
  if (!prepared.ok) return prepared
  const opened = await openChdb(prepared.value.database)
  if (!opened.ok) return opened
  try {
    return ok(await startStore(opened.value, prepared.value, options))
  } catch (error) {
    await opened.value.close()
    return err(`${options.folder} cannot be used: ${reasonOf(error)}`)
  }
}

async function startStore(database: Database, folder: StoreFolder, options: StoreOptions): Promise<Store> {
  const log = options.log ?? logToStderr
  const limits = { ...storeLimits, ...options.limits }
  await writeOwner(folder)
  for (const statement of schema) await database.command(statement)

  const loader = createLoader({ database, refusedFolder: folder.refused, limits, log })
  const leftovers = await recoverSegments({ folder: folder.segments, refusedFolder: folder.refused, log })
  for (const segment of leftovers) loader.add(segment)
  const writer = createSegmentWriter({
    folder: folder.segments,
    limits,
    log,
    onClosed: loader.add,
    pendingBytes: () => loader.counts.pendingBytes,
  })
  const appended = { appendedSpans: 0, appendedBytes: 0 }

  return {
    async appendSpans(batch) {
      for (let span = 0; span < batch.spanCount; ) {
        const rows = encodeSpans(batch, span, limits.appendBytes)
        await writer.append(rows)
        span += rows.rows
        appended.appendedSpans += rows.rows
        appended.appendedBytes += rows.bytes.length
      }
    },
    async flush() {
      await writer.closeSegment()
      await loader.settled()
    },
    listTraces: filter => listTraces(database, filter),
    readTrace: traceId => readTrace(database, traceId),
    listServices: range => listServices(database, range),
    stats: () => ({ ...appended, ...loader.counts }),
    async close() {
      await writer.closeSegment()
      await loader.stop()
      await database.close()
      await removeOwner(folder)
    },
  }
}
