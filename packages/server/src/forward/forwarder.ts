import { join } from 'node:path'
import { err, ok, type Result } from '@throughline/otlp'
import { durationMs, sizeBytes } from '../config/units.ts'
import { forwardLimits } from '../limits.ts'
import type { Output, Signal } from '../pipeline/payload.ts'
import { startDelivery } from './delivery.ts'
import type { DeliveryStats } from './delivery-notes.ts'
import { openQueue, type Queue, type QueueOptions, type QueueStats } from './queue/queue.ts'
import { openSender } from './senders/open-sender.ts'
import type { Sender } from './senders/sender.ts'
import type { DestinationSettings } from './settings.ts'

/** A destination: what is given to `take` is on disk when that resolves, and is sent in its time. */
export interface Forwarder extends Output {
  readonly name: string
  /** What it takes; payloads of other signals are passed over. */
  readonly signals: readonly Signal[]
  stats(): ForwarderStats
  /** Sends what it can in some seconds; the rest is sent after the next start. */
  close(): Promise<void>
}

export interface ForwarderStats extends QueueStats, DeliveryStats {}

export interface ForwarderOptions {
  readonly settings: DestinationSettings
  /** Holds the queues of all destinations, each in a folder of its name. One process at a time. */
  readonly folder: string
  /** Takes a sentence for a person. */
  readonly tell: (sentence: string) => void
}

/** Opens a destination, or says in one sentence why it cannot be. Whether anybody listens there is not asked. */
export async function openForwarder(options: ForwarderOptions): Promise<Result<Forwarder>> {
  const { settings, folder } = options
  try {
    const sender = await openSender(settings)
    if (!sender.ok) return err(`Destination ${settings.name}: ${sender.error}.`)
    return ok(start(options, sender.value, await openQueue(queueOptions(settings, join(folder, settings.name)))))
  } catch (error) {
    return err(
      `Destination ${settings.name} cannot be opened: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}

function start({ settings, tell }: ForwarderOptions, sender: Sender, queue: Queue): Forwarder {
  const { name, retry } = settings
  const delivery = startDelivery({
    queue,
    sender,
    retry: { firstMs: durationMs(retry.first), lastMs: durationMs(retry.last) },
    tell: sentence => tell(`Destination ${name} ${sentence}`),
  })
  const signals: readonly Signal[] = settings.signals
  return {
    name,
    signals,
    requireRoom(payload) {
      if (signals.includes(payload.signal)) queue.requireRoom(payload)
    },
    async take(payload) {
      if (signals.includes(payload.signal)) await queue.take(payload)
    },
    stats: () => ({ ...queue.stats(), ...delivery.stats() }),
    async close() {
      await delivery.stop(forwardLimits.stopGraceMs)
      await queue.close()
    },
  }
}

const queueOptions = ({ queue, batch }: DestinationSettings, folder: string): QueueOptions => ({
  folder,
  sizeBytes: sizeBytes(queue.size),
  ageMs: durationMs(queue.age),
  whenFull: queue.when_full,
  batch: { items: batch.items, bytes: sizeBytes(batch.size), timeoutMs: durationMs(batch.timeout) },
})
