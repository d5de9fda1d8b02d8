import type { RingHandle } from '../recorder/ring-layout.ts'
import type { ExporterSettings } from '../settings/settings.ts'

/** What the exporter thread is started with. */
export interface ExporterWorkerData {
  readonly throughlineExporter: true
  readonly ring: RingHandle
  /** An encoded `Resource`. */
  readonly resource: Uint8Array
  readonly settings: ExporterSettings
}

/** From the app's thread to the exporter's. */
export type ExporterCommand =
  | { readonly kind: 'scope'; readonly index: number; readonly message: Uint8Array; readonly schemaUrl: string }
  | { readonly kind: 'flush'; readonly id: number }

/** And back: everything that was recorded before the flush is sent or given up. */
export interface FlushDone {
  readonly kind: 'flushed'
  readonly id: number
}
