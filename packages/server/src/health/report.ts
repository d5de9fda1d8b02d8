import type { DestinationHealth, Health, StoreHealth } from '@throughline/api'
import type { StoreStats } from '@throughline/store'
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
    sampling: mapped(outputs, stats => stats.sampling),
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

const destinationHealth = ({ lastError, lastErrorUnixMs, ...counts }: ForwarderStats): DestinationHealth => ({
  ...counts,
  lastError: lastError === '' ? null : { message: lastError, unixMs: lastErrorUnixMs },
})
