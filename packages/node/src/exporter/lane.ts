import type { OwnHealth } from '../health/own-health.ts'
import { CatalogReader } from '../recorder/catalog.ts'
import type { RecorderMemory } from '../recorder/memory.ts'
import { OpenSpanReader } from '../recorder/open-span-reader.ts'
import { openRing } from '../recorder/ring-layout.ts'
import { BatchEncoder } from './batch.ts'
import { ExportLoop } from './export-loop.ts'
import type { OtlpClient, SendOutcome } from './otlp-client.ts'

/** What all lanes share. */
export interface LaneOptions {
  readonly client: OtlpClient
  readonly scheduleDelayMs: number
  readonly onOutcome: (outcome: SendOutcome) => void
  readonly health: OwnHealth
}

/** The way of one app thread's spans to the receiver. */
export interface Lane {
  /** The ring's control words. */
  readonly control: Int32Array
  readonly loop: ExportLoop
  readonly openSpans: OpenSpanReader
  /** Sends the spans that are open as they are, because their thread hangs or is gone. */
  tellUnfinished(): void
  /** After the loop has ended. */
  close(): void
}

export function openLane(memory: RecorderMemory, { client, scheduleDelayMs, onOutcome, health }: LaneOptions): Lane {
  const ring = openRing(memory.ring)
  health.watch(ring.control)
  const catalog = new CatalogReader(ring.control, memory.catalog)
  const openSpans = new OpenSpanReader(memory.openSpans)
  const loop = new ExportLoop({ ring, client, encoder: new BatchEncoder(catalog), scheduleDelayMs, onOutcome })
  return {
    control: ring.control,
    loop,
    openSpans,
    tellUnfinished() {
      const unfinished = openSpans.takeUnfinished()
      // A body of its own: the loop's is perhaps being sent.
      if (unfinished.count > 0) loop.sendAlso(new BatchEncoder(catalog).encode(unfinished))
    },
    close: () => health.unwatch(ring.control),
  }
}
