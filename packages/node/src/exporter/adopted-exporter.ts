import { BroadcastChannel } from 'node:worker_threads'
import { flushTimeoutMs } from '../limits.ts'
import { flush } from '../recorder/flush.ts'
import type { RecorderMemory } from '../recorder/memory.ts'
import { openRing } from '../recorder/ring-layout.ts'
import type { Exporter } from './exporter.ts'
import { type ThreadMessage, threadChannel } from './messages.ts'

/**
 * The exporter as a worker thread of the app has it: it hands its memory to the exporter of the main thread, and so
 * loses nothing when it is terminated.
 */
export class AdoptedExporter implements Exporter {
  readonly #controls: readonly Int32Array[]
  readonly #offer: ThreadMessage
  #channel: BroadcastChannel | undefined
  onStart: (() => void) | undefined

  constructor(memory: RecorderMemory, threadIds: readonly number[]) {
    const memories = memory.logs === undefined ? [memory] : [memory, memory.logs]
    this.#controls = memories.map(({ ring }) => openRing(ring).control)
    this.#offer = { kind: 'adopt', threadIds, memory }
  }

  start(): void {
    if (this.#channel !== undefined) return
    this.#channel = new BroadcastChannel(threadChannel)
    this.#channel.postMessage(this.#offer)
    this.#channel.unref()
    this.onStart?.()
  }

  owns(): boolean {
    return false
  }

  async flush(): Promise<void> {
    if (this.#channel === undefined) return
    await Promise.all(this.#controls.map(control => flush(control, flushTimeoutMs)))
  }

  /** Nothing to wait for: what is recorded is in memory that outlives this thread. */
  drain(_hasFailed: boolean, tellLast = (): void => {}): void {
    tellLast()
  }

  async stop(): Promise<void> {
    await this.flush()
    this.#channel?.close()
  }
}
