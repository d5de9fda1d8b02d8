import { BroadcastChannel } from 'node:worker_threads'
import { pendingMessages, type ThreadMessage, threadChannel } from './messages.ts'

/**
 * Holds what worker threads say while no exporter listens: it starts together with the first of them, which may have
 * been terminated by the time that it is up. Held on the main thread, which is there before any other.
 */
export class ThreadOffers {
  readonly #channel = new BroadcastChannel(threadChannel)
  /** Of threads that the exporter does not know of, or would not after another start. */
  #held: ThreadMessage[] = []
  #isExporterThere = false

  constructor() {
    this.#channel.onmessage = event => this.#take((event as { data: ThreadMessage }).data)
    this.#channel.unref()
  }

  /** What has arrived and the event loop did not come to. */
  catchUp(): void {
    for (const message of pendingMessages(this.#channel)) this.#take(message)
  }

  exporterIsGone(): void {
    this.#isExporterThere = false
  }

  close(): void {
    this.#channel.close()
  }

  #take(message: ThreadMessage): void {
    if (message.kind === 'who is there') {
      this.#isExporterThere = true
      for (const held of this.#held) this.#channel.postMessage(held)
    } else this.#held.push(message)
    if (this.#isExporterThere) this.#forgetEnded()
  }

  #forgetEnded(): void {
    const endedIds = this.#held.flatMap(message => (message.kind === 'ended' ? [message.threadId] : []))
    if (endedIds.length === 0) return
    this.#held = this.#held.filter(
      message => message.kind === 'adopt' && !message.threadIds.some(id => endedIds.includes(id)),
    )
  }
}
