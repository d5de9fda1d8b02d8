import type { Method } from '../../patch.ts'
import type { Message } from './amqplib-consume.ts'
import { deliveriesOf } from './deliveries.ts'

/** `ack` and `nack`: one message, or all up to it. */
export const tracedAck = (original: Method): Method =>
  function ack(this: unknown, message: unknown, allUpTo: unknown, requeue: unknown): unknown {
    const result = original.call(this, message, allUpTo, requeue)
    const { deliveryTag } = (message as Message).fields
    const open = deliveriesOf(this as object)
    if (allUpTo) open?.settleUpTo(deliveryTag)
    else open?.settle(deliveryTag)
    return result
  }

/** `reject`: one message. */
export const tracedReject = (original: Method): Method =>
  function reject(this: unknown, message: unknown, requeue: unknown): unknown {
    const result = original.call(this, message, requeue)
    deliveriesOf(this as object)?.settle((message as Message).fields.deliveryTag)
    return result
  }

/** `ackAll` and `nackAll`. */
export const tracedAckAll = (original: Method): Method =>
  function ackAll(this: unknown, requeue: unknown): unknown {
    const result = original.call(this, requeue)
    deliveriesOf(this as object)?.settleUpTo(Number.POSITIVE_INFINITY)
    return result
  }
