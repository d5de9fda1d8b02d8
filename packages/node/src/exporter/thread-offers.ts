import { BroadcastChannel } from 'node:worker_threads'
import { pendingMessages, type ThreadMessage, threadChannel } from './messages.ts'

type Message<K extends ThreadMessage['kind']> = Extract<ThreadMessage, { readonly kind: K }>

/** What there is to say of one worker thread. */
interface Offer {
  readonly adopt: Message<'adopt'>
  ended?: Message<'ended'>
}

/**
 * Holds what worker threads offer until the exporter is done with them: it starts together with the first of them, which
 * may have been terminated by the time that it is up, and it may fail and start again. Held on the main thread, which is
 * there before any other.
 */
export class ThreadOffers {
  readonly #channel = new BroadcastChannel(threadChannel)
  /** By the thread's id. */
  readonly #offers = new Map<number | undefined, Offer>()

  constructor() {
    this.#channel.onmessage = event => this.#take((event as { data: ThreadMessage }).data)
    this.#channel.unref()
  }

  get isEmpty(): boolean {
    return this.#offers.size === 0
  }

  /** What has arrived and the event loop did not come to; true where the exporter has now been given something. */
  catchUp(): boolean {
    let isGiven = false
    for (const message of pendingMessages(this.#channel)) {
      this.#take(message)
      if (message.kind === 'who is there') isGiven = !this.isEmpty
    }
    return isGiven
  }

  close(): void {
    this.#channel.close()
    this.#offers.clear()
  }

  #take(message: ThreadMessage): void {
    switch (message.kind) {
      case 'adopt':
        this.#offers.set(message.threadIds.at(-1), { adopt: message })
        break
      case 'ended':
        // A thread takes those with it that it has started.
        for (const offer of this.#offers.values()) {
          if (offer.adopt.threadIds.includes(message.threadId)) offer.ended ??= message
        }
        break
      case 'done':
        this.#offers.delete(message.threadId)
        break
      case 'who is there':
        this.#giveAll()
    }
  }

  #giveAll(): void {
    // Without what has arrived meanwhile, a thread that has just ended would be offered as a living one.
    this.catchUp()
    for (const { adopt, ended } of this.#offers.values()) {
      this.#channel.postMessage(adopt)
      if (ended !== undefined) this.#channel.postMessage(ended)
    }
  }
}
