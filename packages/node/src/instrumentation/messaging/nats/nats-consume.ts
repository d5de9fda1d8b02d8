import type { MessageHeaders } from '../../../propagation/carriers.ts'
import { isSuppressed } from '../../../trace/context.ts'
import { activeContext } from '../../../trace/context-manager.ts'
import type { Method } from '../../patch.ts'
import { tracedIterator } from '../iteration.ts'
import type { KnownOperations } from '../messaging-operation.ts'
import { attempted, type Processing, runProcessing, startProcess } from '../messaging-span.ts'
import { isInternal, natsTracer, type Protocol, processOperations } from './nats-operations.ts'

export interface Message {
  readonly subject: string
  readonly headers?: MessageHeaders
}

interface Subscription {
  readonly protocol: Protocol
  readonly subject: string
  readonly queue?: string
}

/** A consumer of a stream, and what it gives: messages that a loop or a callback takes. */
export interface Consumer {
  readonly api: { readonly nc: { readonly protocol: Protocol } }
  readonly stream?: string
  readonly name?: string
  readonly _info?: { readonly stream_name: string; readonly name: string }
}

/** What loops run over: a subscription, or messages of a stream's consumer. */
interface Queue extends Partial<Subscription> {
  readonly consumer?: Consumer
  /** Of an ordered consumer of version 2: where its messages come from, until it has to begin again. */
  readonly src?: { readonly consumer?: Consumer }
}

type OnMessage = (this: unknown, error: unknown, message: Message) => unknown
type OnStreamMessage = (this: unknown, message: Message) => unknown

/** `NatsConnectionImpl.prototype.subscribe`, with a callback. */
export const tracedSubscribe = (original: Method): Method =>
  function subscribe(this: unknown, subject: unknown, options: unknown): unknown {
    const { protocol } = this as Subscription
    const { callback, queue } = (options ?? {}) as { callback?: unknown; queue?: string }
    if (typeof callback !== 'function' || isInternal(protocol, subject) || isSuppressed(activeContext())) {
      return original.call(this, subject, options)
    }
    const operations = processOperations(protocol, String(subject), queue)
    const onMessage: OnMessage = function (error, message) {
      const processing = error ? undefined : attempted(() => start(operations, message))
      const call = () => callback.call(this, error, message)
      return processing === undefined ? call() : runProcessing(processing, call)
    }
    return original.call(this, subject, { ...(options as object), callback: onMessage })
  }

/** Options of what an ordered consumer of version 2 consumes: its own callback hands each message on, to one of the app's. */
const HANDED_ON = Symbol('throughline.handedOn')

/** `consume` of a stream's consumer, with a callback. */
export const tracedConsume = (original: Method): Method =>
  function consume(this: unknown, options: unknown): unknown {
    const isHandedOn = Object.hasOwn(options ?? {}, HANDED_ON)
    return original.call(this, isHandedOn ? options : withTracedCallback(this as Consumer, options))
  }

/** The same of an ordered consumer of version 2, which keeps the options and consumes by another consumer. */
export const tracedOrderedConsume = (original: Method): Method =>
  function consume(this: unknown, options: unknown): unknown {
    return original.call(this, { ...(withTracedCallback(this as Consumer, options) as object), [HANDED_ON]: true })
  }

function withTracedCallback(consumer: Consumer, options: unknown): unknown {
  const callback = (options as { callback?: unknown } | undefined)?.callback
  if (typeof callback !== 'function' || isSuppressed(activeContext())) return options
  const operations = streamOperations(consumer)
  const onMessage: OnStreamMessage = function (message) {
    const processing = attempted(() => start(operations, message))
    const call = () => callback.call(this, message)
    return processing === undefined ? call() : runProcessing(processing, call)
  }
  return { ...(options as object), callback: onMessage }
}

/** `QueuedIteratorImpl.prototype[Symbol.asyncIterator]`: loops over subscriptions, and over a stream's messages. */
export const tracedLoop = (original: Method): Method =>
  function iterate(this: unknown): unknown {
    const iterator = original.call(this) as AsyncIterator<Message>
    const operations = attempted(() => operationsOf(this as Queue))
    return operations === undefined ? iterator : tracedIterator(iterator, message => start(operations, message))
  }

/** Undefined for what is no message of the app's: answers to a request, changes of the connection's state. */
function operationsOf({ protocol, subject, queue, src, consumer = src?.consumer }: Queue): KnownOperations | undefined {
  if (consumer !== undefined) return streamOperations(consumer)
  if (protocol === undefined || subject === undefined || isInternal(protocol, subject)) return undefined
  return processOperations(protocol, subject, queue)
}

/** A consumer takes messages of many subjects from its stream, so that it is named after the stream. */
function streamOperations(consumer: Consumer): KnownOperations {
  const { stream, group } = streamOf(consumer)
  return processOperations(consumer.api.nc.protocol, stream, group)
}

export const streamOf = ({ stream, name, _info }: Consumer): { stream: string; group: string | undefined } => ({
  stream: stream ?? _info?.stream_name ?? '',
  group: name ?? _info?.name,
})

function start(operations: KnownOperations, { subject, headers }: Message): Processing | undefined {
  const tracer = natsTracer()
  return tracer && startProcess(tracer, operations.of(subject), {}, headers)
}
