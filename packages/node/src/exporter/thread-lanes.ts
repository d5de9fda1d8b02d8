import type { BroadcastChannel } from 'node:worker_threads'
import { flushTimeoutMs, maxRetiredThreads } from '../limits.ts'
import { flush } from '../recorder/flush.ts'
import type { RecorderMemory } from '../recorder/memory.ts'
import { type Lane, signalLanesOf } from './lane.ts'
import { pendingMessages, type ThreadMessage } from './messages.ts'

interface ThreadLane extends Lane {
  readonly threadIds: readonly number[]
  /** Resolves when all is delivered or refused. */
  readonly finished: Promise<unknown>
}

/**
 * The lanes of the app's worker threads. Their memory is looked after here, because a thread that is terminated runs
 * nothing more, and takes every thread that it has started with it.
 */
export class ThreadLanes {
  readonly #channel: BroadcastChannel
  readonly #open: (memory: RecorderMemory) => Lane
  readonly #living = new Set<ThreadLane>()
  /** Of threads that have ended; oldest first. */
  readonly #retired = new Set<ThreadLane>()

  constructor(channel: BroadcastChannel, open: (memory: RecorderMemory) => Lane) {
    this.#channel = channel
    this.#open = open
    channel.onmessage = event => this.#take((event as { data: ThreadMessage }).data)
    channel.postMessage({ kind: 'who is there' } satisfies ThreadMessage)
  }

  /** @param isLast the process fails, and its threads end with it wherever they are */
  async flush(isLast: boolean): Promise<void> {
    // Also of those whose offer has just arrived.
    for (const message of pendingMessages(this.#channel)) this.#take(message)
    if (isLast) for (const lane of this.#living) lane.tellUnfinished()
    const all = [...this.#living, ...this.#retired].flatMap(signalLanesOf)
    await Promise.all(all.map(lane => flush(lane.control, flushTimeoutMs)))
  }

  #take(message: ThreadMessage): void {
    if (message.kind === 'adopt') this.#adopt(message.threadIds, message.memory)
    if (message.kind === 'ended') {
      for (const lane of this.#living) {
        if (lane.threadIds.includes(message.threadId)) void this.#retire(lane, message.hasFailed)
      }
    }
  }

  #adopt(threadIds: readonly number[], memory: RecorderMemory): void {
    const isKnown = [...this.#living, ...this.#retired].some(lane => lane.threadIds.at(-1) === threadIds.at(-1))
    if (isKnown) return
    const lane = this.#open(memory)
    const finished = Promise.all(signalLanesOf(lane).map(({ loop }) => loop.run(async () => {})))
    this.#living.add({ ...lane, threadIds, finished })
  }

  async #retire(lane: ThreadLane, hasFailed: boolean): Promise<void> {
    this.#living.delete(lane)
    this.#retired.add(lane)
    this.#giveUpOldest()
    if (hasFailed) lane.tellUnfinished()
    for (const { loop } of signalLanesOf(lane)) loop.finish()
    await lane.finished
    for (const each of signalLanesOf(lane)) each.close()
    this.#retired.delete(lane)
    this.#channel.postMessage({ kind: 'done', threadId: lane.threadIds.at(-1) } satisfies ThreadMessage)
  }

  /** A hundred threads that end at once are no reason to lose anything; a receiver that is away is. */
  #giveUpOldest(): void {
    const heldUp = [...this.#retired].map(signalLanesOf).filter(lanes => lanes.some(({ loop }) => loop.isHeldUp))
    for (const { loop } of heldUp.slice(0, -maxRetiredThreads).flat()) loop.giveUp()
  }
}
