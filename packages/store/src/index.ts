import { err, ok, type Result } from '@throughline/otlp'
import { createAppender } from './appender.ts'
import { openChdb } from './database/chdb.ts'
import type { Database } from './database/database.ts'
import { prepareFolder, type StoreFolder } from './folder.ts'
import { type StoreLimits, storeLimits } from './limits.ts'
import { type Log, logToStderr, reasonOf } from './log.ts'
import { countRows } from './query/count-rows.ts'
import { listServices } from './query/list-services.ts'
import { listTraces } from './query/list-traces.ts'
import { readLogs } from './query/read-logs.ts'
import { readMetric } from './query/read-metric.ts'
import { readProfile } from './query/read-profile.ts'
import { readTrace } from './query/read-trace.ts'
import { createKeeper } from './retention/retention.ts'
import { encodeSpans } from './rows/encode.ts'
import { encodeLogs } from './rows/encode-logs.ts'
import { encodeMetrics } from './rows/encode-metrics.ts'
import { encodeProfiles } from './rows/encode-profiles.ts'
import { schema } from './schema/index.ts'
import { createLoader } from './segments/loader.ts'
import { recoverSegments } from './segments/recover.ts'
import type { Store } from './store.ts'

export { type StoreLimits, storeLimits } from './limits.ts'
export type { Log } from './log.ts'
export type { TraceFilter, TraceSummary } from './query/list-traces.ts'
export type { TimeRange } from './query/time-range.ts'
export { AppendRefused, type RefusalReason } from './refusal.ts'
export type { Retention } from './retention/retention.ts'
export type { TableName } from './schema/table.ts'
export type { Store, StoreStats } from './store.ts'

export interface StoreOptions {
  /** Made where it is missing. One process at a time: the database refuses a second one. */
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
  for (const statement of schema) await database.command(statement)

  const loader = createLoader({ database, refusedFolder: folder.refused, limits, log })
  const leftovers = await recoverSegments({ folder: folder.segments, refusedFolder: folder.refused, log })
  for (const segment of leftovers) loader.add(segment)
  const loading = loader.counts
  const keeper = createKeeper({ database, limits, log, pendingBytes: () => loading.pendingBytes })
  const appender = createAppender({ folder: folder.segments, limits, log, loading, onClosed: loader.add })

  return {
    requireRoom: appender.requireRoom,
    async appendSpans(batch) {
      for (let span = 0; span < batch.spanCount; ) {
        const rows = encodeSpans(batch, span, limits.appendBytes)
        await appender.append(() => new Map([['otel_traces', rows]]))
        span += rows.rows
      }
    },
    appendLogs: data => appender.append(() => new Map([['otel_logs', encodeLogs(data)]])),
    appendMetrics: data => appender.append(() => encodeMetrics(data)),
    appendProfiles: request => appender.append(() => new Map([['otel_profiles', encodeProfiles(request)]])),
    async flush() {
      await appender.closeSegments()
      await loader.settled()
    },
    listTraces: filter => listTraces(database, filter),
    readTrace: traceId => readTrace(database, traceId),
    readLogs: traceId => readLogs(database, traceId),
    readProfile: profileId => readProfile(database, profileId),
    readMetric: (name, range) => readMetric(database, name, range),
    listServices: range => listServices(database, range),
    countRows: () => countRows(database),
    retain: keeper.retain,
    stats: () => ({ ...keeper.counts, ...appender.counts, ...loading }),
    async close() {
      await keeper.stop()
      await appender.closeSegments()
      await loader.stop()
      await database.close()
    },
  }
}
