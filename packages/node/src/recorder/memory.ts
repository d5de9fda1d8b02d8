import { maxRecordBytes } from '../limits.ts'
import { createCatalog } from './catalog.ts'
import { createOpenSpans } from './open-spans.ts'
import { createRing, type RingHandle } from './ring-layout.ts'

/** All that one thread of the app shares with the exporter; nothing else crosses. */
export interface RecorderMemory {
  readonly ring: RingHandle
  readonly catalog: SharedArrayBuffer
  readonly openSpans: SharedArrayBuffer
}

export const createMemory = (ringBytes: number, recordBytes = maxRecordBytes): RecorderMemory => ({
  ring: createRing(ringBytes, recordBytes),
  catalog: createCatalog(),
  openSpans: createOpenSpans(),
})
