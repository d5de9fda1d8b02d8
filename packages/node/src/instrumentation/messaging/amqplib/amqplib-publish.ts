import { activeContext, runInContext } from '../../../trace/context-manager.ts'
import type { RecordedSpan } from '../../../trace/span.ts'
import type { Method } from '../../patch.ts'
import { withInjected } from '../message-headers.ts'
import { attempted, endMessagingSpan, type Sending, startSend } from '../messaging-span.ts'
import { amqplibTracer, type Channel, destinationName, operationsOf } from './amqplib-operations.ts'

/** Fields and properties of a message that is published: an object of the library's own, made for this call. */
interface Published {
  readonly exchange: string
  readonly routingKey: string
  readonly messageId?: string
  readonly correlationId?: string
  headers: Readonly<Record<string, unknown>>
}

type Callback = (this: unknown, error: unknown) => unknown

/** A message whose callback is called when the broker has confirmed it. */
interface Confirmed {
  span: RecordedSpan | undefined
}

/** What the `publish()` that is running is for. */
let confirmed: Confirmed | undefined

/** `BaseChannel.prototype.sendMessage`: what publishing is, in either API and on any channel. */
export const tracedSendMessage = (original: Method): Method =>
  function sendMessage(this: unknown, fields: unknown, properties: unknown, content: unknown): unknown {
    const span = attempted(() => start(this as Channel, fields as Published))?.span
    try {
      const result = original.call(this, fields, properties, content)
      if (confirmed === undefined) endMessagingSpan(span)
      else confirmed.span = span
      return result
    } catch (error) {
      endMessagingSpan(span, error)
      throw error
    }
  }

/**
 * `ConfirmChannel.prototype.publish`: the span ends when the broker has confirmed. Without a callback it ends at once: to
 * put one in its place would change which of the others are called when the channel closes.
 */
export const tracedConfirmedPublish = (original: Method): Method =>
  function publish(this: unknown, ...[exchange, routingKey, content, options, callback]: unknown[]): unknown {
    if (typeof callback !== 'function') return original.call(this, exchange, routingKey, content, options, callback)
    const message: Confirmed = { span: undefined }
    confirmed = message
    try {
      return original.call(this, exchange, routingKey, content, options, ending(callback as Callback, message))
    } finally {
      confirmed = undefined
    }
  }

function start(channel: Channel, published: Published): Sending | undefined {
  const tracer = amqplibTracer()
  if (tracer === undefined) return undefined
  const { exchange, routingKey, messageId, correlationId, headers } = published
  const sending = startSend(tracer, operationsOf(channel).send.of(destinationName(exchange, routingKey)), {
    'messaging.message.id': messageId,
    'messaging.message.conversation_id': correlationId,
    'rabbitmq.destination.routing_key': routingKey === '' ? undefined : routingKey,
  })
  if (sending !== undefined) published.headers = withInjected(withInherited(headers), sending.headers)
  return sending
}

/** The library's object of headers inherits those of the app. */
function withInherited(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const all: Record<string, unknown> = {}
  for (const name in headers) all[name] = headers[name]
  return all
}

function ending(callback: Callback, message: Confirmed): Callback {
  const context = activeContext()
  return function (error) {
    endMessagingSpan(message.span, error)
    return runInContext(context, () => callback.call(this, error))
  }
}
