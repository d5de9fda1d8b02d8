import type { MessageHeaders } from '../../../propagation/carriers.ts'
import { isSuppressed } from '../../../trace/context.ts'
import { activeContext } from '../../../trace/context-manager.ts'
import type { Method } from '../../patch.ts'
import { tracedIterator } from '../iteration.ts'
import { kafkaDetails } from '../kafka-details.ts'
import { KnownOperations } from '../messaging-operation.ts'
import { attempted, type Processing, runProcessing, startProcess } from '../messaging-span.ts'
import { platformaticTracer } from './platformatic-operations.ts'

interface Message {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  readonly key: unknown
  readonly value: unknown
  /** Names and values are texts or bytes, as the app's deserializers make them. */
  readonly headers: ReadonlyMap<unknown, unknown>
}

/** `MessagesStream` */
interface MessageStream {
  listenerCount(event: string): number
}

/** What the library publishes when a consumer has opened a stream. */
export interface Opened {
  readonly client: { readonly groupId?: string }
  readonly result?: MessageStream
}

/** `MessagesStream.prototype[Symbol.asyncIterator]` */
export const tracedLoop = (original: Method): Method =>
  function iterate(this: unknown): unknown {
    const iterator = original.call(this) as AsyncIterator<Message>
    return tracedIterator(iterator, message => start(this as MessageStream, message))
  }

/** `MessagesStream.prototype.emit`: listeners for messages. A loop emits them as well, while nobody listens. */
export const tracedEmit = (original: Method): Method =>
  function emit(this: unknown, ...args: unknown[]): unknown {
    const stream = this as MessageStream
    const emitting = () => Reflect.apply(original, this, args)
    if (args[0] !== 'data' || stream.listenerCount('data') === 0) return emitting()
    const processing = attempted(() => (isSuppressed(activeContext()) ? undefined : start(stream, args[1] as Message)))
    return processing === undefined ? emitting() : runProcessing(processing, emitting)
  }

const operations = new WeakMap<MessageStream, KnownOperations>()

/** Of a stream only its consumer knows the group. */
export function onOpened({ client, result }: Opened): void {
  if (result !== undefined) operations.set(result, operationsFor(client.groupId))
}

const operationsFor = (consumerGroup: string | undefined): KnownOperations =>
  new KnownOperations(destination => ({ system: 'kafka', type: 'process', destination, consumerGroup }))

/** Of a stream that was opened before tracing began, or otherwise. */
const others = operationsFor(undefined)

function start(stream: MessageStream, message: Message): Processing | undefined {
  const tracer = platformaticTracer()
  const details = kafkaDetails(message)
  return (
    tracer &&
    startProcess(tracer, (operations.get(stream) ?? others).of(message.topic), details, named(message.headers))
  )
}

const named = (headers: ReadonlyMap<unknown, unknown>): MessageHeaders =>
  new Map(Array.from(headers, ([name, value]) => [String(name), value]))
