import { logRingBytes, maxRecordBytes } from '../limits.ts'
import { createCatalog } from './catalog.ts'
import { createOpenSpans } from './open-spans.ts'
import { createRing, type RingHandle } from './ring-layout.ts'

/** A ring, and what its records refer to. */
export interface SignalMemory {
  readonly ring: RingHandle
  readonly catalog: SharedArrayBuffer
}

/** All that one thread of the app shares with the exporter; nothing else crosses. */
export interface RecorderMemory extends SignalMemory {
  readonly openSpans: SharedArrayBuffer
  /** Of log records; undefined where none are sent. */
  readonly logs: SignalMemory | undefined
}

export const createMemory = (ringBytes: number, recordBytes = maxRecordBytes, hasLogs = false): RecorderMemory => ({
  ring: createRing(ringBytes, recordBytes),
  catalog: createCatalog(),
  openSpans: createOpenSpans(),
  logs: hasLogs ? createLogMemory() : undefined,
})

const createLogMemory = (): SignalMemory => ({
  ring: createRing(logRingBytes, maxRecordBytes),
  catalog: createCatalog(),
})
