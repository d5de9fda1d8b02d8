import { runInContext } from '../../../trace/context-manager.ts'
import type { Method } from '../../patch.ts'
import { type Asking, startAsking, whenAnswered } from '../asking.ts'
import { recordHeaders } from '../message-headers.ts'
import { attempted, endMessagingSpan, startReceive } from '../messaging-span.ts'
import { detailsOf, type Message, sourceOf } from './amqplib-consume.ts'
import { amqplibTracer, type Channel, destinationName, operationsOf } from './amqplib-operations.ts'

type OnGet = (this: unknown, error: unknown, message?: Message | false) => unknown

/** `Channel.prototype.get` of either API, which gives a message or, where the queue is empty, `false`. */
export const tracedGet = (original: Method): Method =>
  function get(this: unknown, queue: unknown, options: unknown, callback: unknown): unknown {
    const asking = typeof queue === 'string' ? startAsking() : undefined
    if (asking === undefined) return original.call(this, queue, options, callback)
    const got = (error: unknown, message?: Message | false) =>
      attempted(() => recordGet(this as Channel, queue as string, asking, error, message))
    if (typeof callback === 'function') {
      return original.call(this, queue, options, calledBack(callback as OnGet, asking, got))
    }
    const result = original.call(this, queue, options)
    return result instanceof Promise ? whenAnswered(result, got) : result
  }

/** In the context of whoever asks: amqplib calls back from the socket. */
const calledBack = (callback: OnGet, { context }: Asking, got: OnGet): OnGet =>
  function (error, message) {
    got(error, message)
    return runInContext(context, () => callback.call(this, error, message))
  }

function recordGet(
  channel: Channel,
  queue: string,
  asking: Asking,
  error: unknown,
  message: Message | false | undefined,
): void {
  const tracer = amqplibTracer()
  if (tracer === undefined || message === false) return
  const { receive } = operationsOf(channel)
  const [destination, details, headers] =
    message === undefined
      ? [destinationName('', queue), {}, []]
      : [sourceOf(message, queue), detailsOf(message), [recordHeaders(message.properties.headers)]]
  endMessagingSpan(startReceive(tracer, receive.of(destination), details, headers, asking), error)
}
