import type { EventEmitter } from 'node:events'
import type { RecordedSpan } from '../../../trace/span.ts'
import { endMessagingSpan } from '../messaging-span.ts'
import type { Message } from './amqplib-consume.ts'

/** A message that the app has been handed and is to acknowledge. */
class Delivery {
  readonly #span: RecordedSpan
  #isSettled = false
  #hasReturned = false

  constructor(span: RecordedSpan) {
    this.#span = span
  }

  settle(): void {
    this.#isSettled = true
    if (this.#hasReturned) endMessagingSpan(this.#span)
  }

  /** The callback has returned, and no promise. */
  returned(): void {
    this.#hasReturned = true
    if (this.#isSettled) endMessagingSpan(this.#span)
  }
}

/** Those of a channel that are not settled, of which there are as many as its prefetch count allows. */
class Deliveries {
  readonly #open = new Map<number, Delivery>()

  add({ fields }: Message, span: RecordedSpan): Delivery {
    const delivery = new Delivery(span)
    this.#open.set(fields.deliveryTag, delivery)
    return delivery
  }

  settle(deliveryTag: number): void {
    this.#open.get(deliveryTag)?.settle()
    this.#open.delete(deliveryTag)
  }

  /** Tags grow, so the first ones are the oldest. */
  settleUpTo(deliveryTag: number): void {
    for (const tag of this.#open.keys()) if (tag <= deliveryTag) this.settle(tag)
  }
}

const deliveries = new WeakMap<object, Deliveries>()

/** Undefined where nothing of the channel is traced. */
export const deliveriesOf = (channel: object): Deliveries | undefined => deliveries.get(channel)

export function openDeliveries(channel: object): Deliveries {
  const known = deliveries.get(channel)
  if (known !== undefined) return known
  const opened = new Deliveries()
  deliveries.set(channel, opened)
  // What is not settled by then, the broker delivers again.
  const emitter = channel as EventEmitter
  emitter.once('close', () => opened.settleUpTo(Number.POSITIVE_INFINITY))
  return opened
}
