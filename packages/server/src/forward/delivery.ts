import { setTimeout as sleep } from 'node:timers/promises'
import type { Payload } from '../pipeline/payload.ts'
import { createDeliveryNotes, type DeliveryStats } from './delivery-notes.ts'
import { createParts, type Parts } from './parts.ts'
import type { Batch } from './queue/batch.ts'
import type { Queue } from './queue/queue.ts'
import { backoffMs, type RetryOptions } from './retry.ts'
import type { Sender, SendOutcome } from './senders/sender.ts'

export interface DeliveryOptions {
  readonly queue: Queue
  readonly sender: Sender
  readonly retry: RetryOptions
  /** What follows the destination's name in a sentence, when something begins to go wrong and when it is well again. */
  readonly tell: (sentence: string) => void
}

type FinalOutcome = Exclude<SendOutcome, { kind: 'unavailable' }>

export interface Delivery {
  stats(): DeliveryStats
  /** Sends what is there, for so long at most and without waiting for a destination that is away; the rest stays queued. */
  stop(graceMs: number): Promise<void>
}

/** Takes batches out of the queue and sends them, one after the other, for as long as it takes. */
export function startDelivery({ queue, sender, retry, tell }: DeliveryOptions): Delivery {
  const notes = createDeliveryNotes(tell)
  const stopping = new AbortController()
  const running = run()

  async function run(): Promise<void> {
    while (await deliverNext().catch(onTrouble));
  }

  /** False when there is nothing more to do before the next start. */
  async function deliverNext(): Promise<boolean> {
    await queue.due()
    const batch = await queue.read()
    if (batch === undefined) return !stopping.signal.aborted
    const parts = createParts(batch)
    for (let part = parts.next(); part !== undefined; part = parts.next()) {
      const end = await deliver(part, batch)
      if (end === 'stopped') return false
      if (end === 'evicted') {
        await queue.giveUp(batch, parts.unsent)
        return true
      }
      settle(end, part, parts)
    }
    await queue.finish(parts.finished())
    return true
  }

  function settle(outcome: FinalOutcome, part: Payload, parts: Parts): void {
    if (outcome.kind === 'too_large' && parts.split()) notes.noteSplit(outcome.reason)
    else {
      notes.note(outcome, part)
      parts.done()
    }
  }

  /** Tries until the destination has taken or refused it. */
  async function deliver(part: Payload, batch: Batch): Promise<FinalOutcome | 'evicted' | 'stopped'> {
    for (let failures = 1; ; failures++) {
      const outcome = await sender.send(part)
      if (outcome.kind !== 'unavailable') return outcome
      notes.note(outcome, part)
      if (stopping.signal.aborted) return 'stopped'
      await pause(outcome.retryAfterMs ?? backoffMs(retry, failures, Math.random()))
      if (!queue.holds(batch)) return 'evicted'
    }
  }

  /** The disk of the queue fails, which may pass. */
  async function onTrouble(error: unknown): Promise<boolean> {
    notes.noteTrouble(error instanceof Error ? error.message : String(error))
    await pause(retry.lastMs)
    return !stopping.signal.aborted
  }

  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined)

  return {
    stats: notes.stats,
    async stop(graceMs) {
      stopping.abort()
      queue.hurry()
      const timer = setTimeout(sender.close, graceMs)
      await running
      clearTimeout(timer)
      sender.close()
    },
  }
}
