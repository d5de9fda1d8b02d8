import { CatalogReader } from '../recorder/catalog.ts'
import type { RecorderMemory, SignalMemory } from '../recorder/memory.ts'
import { OpenSpanReader } from '../recorder/open-span-reader.ts'
import { openRing } from '../recorder/ring-layout.ts'
import { BatchEncoder } from './batch.ts'
import { ExportLoop } from './export-loop.ts'
import type { OtlpClient, SendOutcome } from './otlp-client.ts'

/** What all lanes of one signal share. */
export interface SignalOptions {
  readonly client: OtlpClient
  readonly scheduleDelayMs: number
  readonly onOutcome: (outcome: SendOutcome) => void
  /** Told of the control words of each ring, as long as something is counted there. */
  readonly health: { watch(control: Int32Array): void; unwatch(control: Int32Array): void }
}

export interface LaneOptions extends SignalOptions {
  /** Undefined where no log records are sent. */
  readonly logs?: SignalOptions | undefined
}

/** The way of one ring to the receiver. */
export interface SignalLane {
  /** The ring's control words. */
  readonly control: Int32Array
  readonly loop: ExportLoop
  /** After the loop has ended. */
  close(): void
}

/** The way of one app thread's spans to the receiver, and beside it that of its log records. */
export interface Lane extends SignalLane {
  readonly openSpans: OpenSpanReader
  readonly logs: SignalLane | undefined
  /** Sends the spans that are open as they are, because their thread hangs or is gone. */
  tellUnfinished(): void
}

export const signalLanesOf = (lane: Lane): readonly SignalLane[] =>
  lane.logs === undefined ? [lane] : [lane, lane.logs]

export function openLane(memory: RecorderMemory, options: LaneOptions): Lane {
  const openSpans = new OpenSpanReader(memory.openSpans)
  const lane = openSignalLane(memory, options)
  const areLogsSent = memory.logs !== undefined && options.logs !== undefined
  return {
    ...lane,
    openSpans,
    logs: areLogsSent ? openSignalLane(memory.logs, options.logs) : undefined,
    tellUnfinished() {
      const unfinished = openSpans.takeUnfinished()
      // A body of its own: the loop's is perhaps being sent.
      if (unfinished.count > 0) lane.loop.sendAlso(new BatchEncoder(lane.catalog).encode(unfinished))
    },
  }
}

function openSignalLane(memory: SignalMemory, { client, scheduleDelayMs, onOutcome, health }: SignalOptions) {
  const ring = openRing(memory.ring)
  health.watch(ring.control)
  const catalog = new CatalogReader(ring.control, memory.catalog)
  const loop = new ExportLoop({ ring, client, encoder: new BatchEncoder(catalog), scheduleDelayMs, onOutcome })
  return { control: ring.control, loop, catalog, close: () => health.unwatch(ring.control) }
}
