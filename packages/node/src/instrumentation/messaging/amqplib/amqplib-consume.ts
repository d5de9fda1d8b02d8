import { isSuppressed } from '../../../trace/context.ts'
import { activeContext } from '../../../trace/context-manager.ts'
import type { Method } from '../../patch.ts'
import { recordHeaders } from '../message-headers.ts'
import { attempted, type Details, endWith, type Processing, runInProcessing, startProcess } from '../messaging-span.ts'
import { amqplibTracer, type Channel, destinationName, operationsOf } from './amqplib-operations.ts'
import { openDeliveries } from './deliveries.ts'

/** What we use of a message. */
export interface Message {
  readonly fields: { readonly deliveryTag: number; readonly exchange: string; readonly routingKey: string }
  readonly properties: {
    readonly headers?: Readonly<Record<string, unknown>>
    readonly messageId?: string
    readonly correlationId?: string
  }
}

type OnMessage = (this: unknown, message: Message | null) => unknown

/** `Channel.prototype.consume` of either API: each message that the callback is called with has a span. */
export const tracedConsume = (original: Method): Method =>
  function consume(this: unknown, queue: unknown, callback: unknown, options: unknown, onOk: unknown): unknown {
    const isTraced = typeof callback === 'function' && typeof queue === 'string' && !isSuppressed(activeContext())
    const isAcknowledged = (options as { noAck?: boolean } | undefined)?.noAck !== true
    const onMessage = isTraced ? tracing(this as Channel, queue, callback as OnMessage, isAcknowledged) : callback
    // The number of arguments decides nothing: what is not there is undefined.
    return original.call(this, queue, onMessage, options, onOk)
  }

function tracing(channel: Channel, queue: string, callback: OnMessage, isAcknowledged: boolean): OnMessage {
  return function (message) {
    // A consumer that the broker has cancelled is told by `null`.
    const processing = message === null ? undefined : attempted(() => start(channel, queue, message))
    if (message === null || processing === undefined) return callback.call(this, message)
    const delivery = isAcknowledged ? openDeliveries(channel).add(message, processing.span) : undefined
    const result = runInProcessing(processing, () => callback.call(this, message))
    // Whoever returns no promise is done when he has acknowledged, which may be long after.
    if (delivery === undefined || result instanceof Promise) return endWith(result, processing.span)
    delivery.returned()
    return result
  }
}

function start(channel: Channel, queue: string, message: Message): Processing | undefined {
  const tracer = amqplibTracer()
  if (tracer === undefined) return undefined
  const operation = operationsOf(channel).process.of(sourceOf(message, queue))
  return startProcess(tracer, operation, detailsOf(message), recordHeaders(message.properties.headers))
}

/** What a message that comes from `queue` names as its destination. */
export const sourceOf = ({ fields }: Message, queue: string): string =>
  destinationName(fields.exchange, fields.routingKey, queue)

export const detailsOf = ({ fields: { routingKey, deliveryTag }, properties }: Message): Details => ({
  'messaging.message.id': properties.messageId,
  'messaging.message.conversation_id': properties.correlationId,
  'rabbitmq.destination.routing_key': routingKey === '' ? undefined : routingKey,
  'rabbitmq.message.delivery_tag': deliveryTag,
})
