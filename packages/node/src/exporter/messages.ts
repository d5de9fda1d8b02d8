import { type BroadcastChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { RecorderMemory } from '../recorder/memory.ts'
import type { ExporterSettings } from '../settings/settings.ts'
import { sdkVersion } from '../version.ts'

/** What the exporter thread is started with. */
export interface ExporterWorkerData {
  readonly throughlineExporter: true
  readonly memory: RecorderMemory
  readonly settings: ExporterSettings
  /** Whether spans are sent. */
  readonly isExporting: boolean
  readonly mayBePaused: boolean
  readonly mainThreadId: number
}

/** To the app's main thread, which answers with `mayBePaused()`; an event loop that hangs does not. */
export const PING_WANTED = 'ping wanted'

/**
 * Between the exporter and the app's threads, on a channel that needs no event loop but the exporter's own. The version
 * is in its name, because another copy of this package may be in the process.
 */
export const threadChannel = `throughline ${sdkVersion}`

export type ThreadMessage =
  /** A worker thread of the app offers its memory; `threadIds` are those it was started by, and its own. */
  | { readonly kind: 'adopt'; readonly threadIds: readonly number[]; readonly memory: RecorderMemory }
  /** It has ended, and whether it was terminated or failed. */
  | { readonly kind: 'ended'; readonly threadId: number; readonly hasFailed: boolean }
  /** All that it recorded is sent or refused, and its memory is let go. */
  | { readonly kind: 'done'; readonly threadId: number | undefined }
  /** The exporter has just started and knows of nobody: offer again. */
  | { readonly kind: 'who is there' }

/** What has arrived on the channel and the event loop did not come to. */
export function* pendingMessages(channel: BroadcastChannel): Generator<ThreadMessage> {
  // Node documents that it takes either; its types know of one.
  const port = channel as unknown as MessagePort
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) yield next.message
}
