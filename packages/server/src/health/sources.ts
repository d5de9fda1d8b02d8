import type { StoreStats } from '@throughline/store'
import type { OutputStats } from '../outputs/open-output.ts'
import type { MemoryGuard } from '../protect/memory-guard.ts'
import type { Counters } from '../receive/counts.ts'

/** What every part of the server counts, at this moment. */
export interface HealthSources {
  readonly version: string
  readonly counters: Counters
  readonly inFlightBytes: number
  readonly memory: Pick<MemoryGuard, 'state' | 'residentBytes' | 'limitBytes'>
  /** Values redacted, by rule. */
  readonly redacted: Readonly<Record<string, number>>
  /** By name. */
  readonly outputs: Readonly<Record<string, OutputStats>>
  /** Undefined where nothing is stored. */
  readonly store: StoreStats | undefined
}
