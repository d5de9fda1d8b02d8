import { BroadcastChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { readingsWaitMs } from '../limits.ts'
import { askChannel, type ReadingsMessage, tellChannel } from './messages.ts'
import type { Readings } from './model.ts'
import type { ViewName } from './views.ts'

/** Readings of one thread of the app. */
export interface ThreadReadings {
  readonly threadId: number
  readonly readings: Readings
}

/** The exporter thread's end: asks the app's threads for their readings, and takes what they tell unasked. */
export class ReadingsInbox {
  readonly #asking = new BroadcastChannel(askChannel)
  readonly #told = new BroadcastChannel(tellChannel)
  /** What was told and nobody has taken; oldest first. */
  #arrived: ReadingsMessage[] = []
  /** Who answered when asked last, or later. */
  readonly #known: Set<number>
  readonly #asked = new Map<ViewName, Asked>()

  /** @param mainThreadId who is there from the start */
  constructor(mainThreadId: number) {
    this.#known = new Set([mainThreadId])
    this.#told.onmessage = event => this.#arrive((event as { data: ReadingsMessage }).data)
  }

  /** Waits for those who are known; one whose event loop is blocked is not waited for long. */
  async gather(view: ViewName): Promise<readonly ThreadReadings[]> {
    const asked = this.#asked.get(view) ?? this.#ask(view)
    await asked.answered
    return this.take(view)
  }

  /** What has arrived so far, also what the event loop did not come to. */
  take(view: ViewName): readonly ThreadReadings[] {
    // Node documents that it takes either; its types know of one.
    const port = this.#told as unknown as MessagePort
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      this.#arrive(next.message)
    }
    const taken = this.#arrived.filter(message => message.view === view)
    this.#arrived = this.#arrived.filter(message => message.view !== view)
    return taken
  }

  #ask(view: ViewName): Asked {
    const asked = new Asked(this.#known, silent => {
      for (const threadId of silent) this.#known.delete(threadId)
      this.#asked.delete(view)
    })
    this.#asked.set(view, asked)
    this.#asking.postMessage(view)
    return asked
  }

  #arrive(message: ReadingsMessage): void {
    this.#known.add(message.threadId)
    this.#arrived.push(message)
    this.#asked.get(message.view)?.noteAnswer(message.threadId)
  }
}

/** A question that is under way. */
class Asked {
  readonly answered: Promise<void>
  readonly #silent: Set<number>
  #finish = (): void => {}

  constructor(known: Iterable<number>, onOver: (silent: Iterable<number>) => void) {
    this.#silent = new Set(known)
    this.answered = new Promise(resolve => {
      const timer = setTimeout(() => this.#finish(), readingsWaitMs)
      this.#finish = () => {
        clearTimeout(timer)
        onOver(this.#silent)
        resolve()
      }
    })
  }

  noteAnswer(threadId: number): void {
    this.#silent.delete(threadId)
    if (this.#silent.size === 0) this.#finish()
  }
}
