import type { DestinationHealth, Health, SamplingHealth, StoreHealth } from '@throughline/api'
import type { StoreStats } from '@throughline/store'
import type { TailSamplerStats } from '../decide/stats.ts'
import type { ForwarderStats } from '../forward/forwarder.ts'
import type { OutputStats } from '../outputs/open-output.ts'
import type { HealthSources } from './sources.ts'

/** `/api/health`. */
export function healthReport({ version, counters, memory, redacted, outputs, store }: HealthSources): Health {
  const { state, residentBytes, limitBytes } = memory
  return {
    version,
    memory: { state, residentBytes, limitBytes },
    receivers: counters,
    redacted,
    ...(store !== undefined && { store: storeHealth(store) }),
    destinations: mapped(outputs, ({ forwarding }) => forwarding && destinationHealth(forwarding)),
    sampling: mapped(outputs, ({ sampling }) => sampling && samplingHealth(sampling)),
  }
}

const mapped = <Value>(
  outputs: Readonly<Record<string, OutputStats>>,
  of: (stats: OutputStats) => Value | undefined,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([name, stats]) => {
      const value = of(stats)
      return value === undefined ? [] : [[name, value]]
    }),
  )

const storeHealth = ({
  appendedRows,
  loadedRows,
  pendingBytes,
  failedLoads,
  refusedAppends,
}: StoreStats): StoreHealth => ({
  appendedRows,
  loadedRows,
  pendingBytes,
  failedLoads,
  refusedAppends,
})

const destinationHealth = ({ lastError, lastErrorUnixMs, ...stats }: ForwarderStats): DestinationHealth => ({
  sentItems: stats.sentItems,
  queuedItems: stats.queuedItems,
  queuedBytes: stats.queuedBytes,
  evictedItems: stats.evictedItems,
  rejectedItems: stats.rejectedItems,
  failedRequests: stats.failedRequests,
  lastError: lastError === '' ? null : { message: lastError, unixMs: lastErrorUnixMs },
})

const samplingHealth = (stats: TailSamplerStats): SamplingHealth => ({
  takenSpans: stats.takenSpans,
  keptSpans: stats.keptSpans,
  droppedSpans: stats.droppedSpans,
  pendingSpans: stats.pendingSpans,
  pendingTraces: stats.pendingTraces,
  tracesByPolicy: stats.tracesByPolicy,
})
