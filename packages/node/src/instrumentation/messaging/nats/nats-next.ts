import { suppress } from '../../../trace/context.ts'
import { runInContext } from '../../../trace/context-manager.ts'
import type { Method } from '../../patch.ts'
import { type Asking, startAsking, whenAnswered } from '../asking.ts'
import type { KnownOperations } from '../messaging-operation.ts'
import { attempted, endMessagingSpan, startReceive } from '../messaging-span.ts'
import { type Consumer, type Message, streamOf } from './nats-consume.ts'
import { natsTracer, receiveOperations } from './nats-operations.ts'

/** `next` of a stream's consumer, which gives a message or, where none comes in time, `null`. */
export const tracedNext = (original: Method): Method =>
  function next(this: unknown, options: unknown): unknown {
    const asking = startAsking()
    if (asking === undefined) return original.call(this, options)
    // It takes the message out of a loop of its own, which is to have no span of its own.
    const result = runInContext(suppress(asking.context), () => original.call(this, options))
    return result instanceof Promise
      ? whenAnswered<Message | null>(result, (error, message) => {
          attempted(() => recordNext(this as Consumer, asking, error, message))
        })
      : result
  }

function recordNext(consumer: Consumer, asking: Asking, error: unknown, message: Message | null | undefined): void {
  const tracer = natsTracer()
  if (tracer === undefined || message === null) return
  const operation = operationsOf(consumer).of(message?.subject ?? streamOf(consumer).stream)
  const headers = message === undefined ? [] : [message.headers]
  endMessagingSpan(startReceive(tracer, operation, {}, headers, asking), error)
}

const operations = new WeakMap<Consumer, KnownOperations>()

function operationsOf(consumer: Consumer): KnownOperations {
  const { stream, group } = streamOf(consumer)
  const known = operations.get(consumer) ?? receiveOperations(consumer.api.nc.protocol, stream, group)
  operations.set(consumer, known)
  return known
}
