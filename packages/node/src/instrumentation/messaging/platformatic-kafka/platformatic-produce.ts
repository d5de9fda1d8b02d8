import { activeContext, runInContext } from '../../../trace/context-manager.ts'
import type { RecordedSpan } from '../../../trace/span.ts'
import type { Method } from '../../patch.ts'
import { kafkaDetails } from '../kafka-details.ts'
import type { InjectedHeaders } from '../message-headers.ts'
import { KnownOperations } from '../messaging-operation.ts'
import { attempted, type Details, endAll, endWith, type Sending, startSend } from '../messaging-span.ts'
import { platformaticTracer } from './platformatic-operations.ts'

interface Message {
  readonly topic: string
  readonly key?: unknown
  readonly value?: unknown
  readonly partition?: number
  readonly headers?: ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>
}

interface SendOptions {
  readonly messages: readonly Message[]
}

type Callback = (this: unknown, error: unknown, result: unknown) => unknown

/** Those of all producers: which broker a message goes to is not known when it is sent. */
const operations = new KnownOperations(destination => ({ system: 'kafka', type: 'send', destination }))

/**
 * `Producer.prototype.send`, with a span for each topic. The library tells of it on a channel, too, but there nothing can
 * be added to a message without changing the app's own.
 */
export const tracedSend = (original: Method): Method =>
  function send(this: unknown, options: unknown, callback: unknown): unknown {
    const traced = attempted(() => tracedMessages(this as object, options as SendOptions))
    if (traced === undefined) return original.call(this, options, callback)
    const { messages, spans } = traced
    const withHeaders = { ...(options as SendOptions), messages }
    return typeof callback === 'function'
      ? original.call(this, withHeaders, ending(callback as Callback, spans))
      : endWith(original.call(this, withHeaders, callback), ...spans)
  }

function ending(callback: Callback, spans: readonly (RecordedSpan | undefined)[]): Callback {
  const context = activeContext()
  return function (error, result) {
    endAll(spans, error)
    return runInContext(context, () => callback.call(this, error, result))
  }
}

function tracedMessages(producer: object, { messages }: SendOptions) {
  const tracer = platformaticTracer()
  // What is no list of messages, the library refuses in its own words.
  if (tracer === undefined || !Array.isArray(messages) || !messages.every(isMessage)) return undefined
  const sendings = new Map<string, Sending | undefined>()
  for (const [topic, ofTopic] of Map.groupBy(messages, message => message.topic)) {
    sendings.set(topic, startSend(tracer, operations.of(topic), detailsOf(ofTopic)))
  }
  const areBytes = takesBytes(producer)
  return {
    spans: [...sendings.values()].map(sending => sending?.span),
    messages: messages.map(message => injected(message, sendings.get(message.topic)?.headers, areBytes)),
  }
}

const isMessage = (message: unknown): message is Message =>
  typeof message === 'object' && message !== null && 'topic' in message

function detailsOf(messages: readonly Message[]): Details {
  const [message] = messages
  return messages.length === 1 && message !== undefined
    ? kafkaDetails(message)
    : { 'messaging.batch.message_count': messages.length }
}

function injected(message: Message, headers: InjectedHeaders | undefined, areBytes: boolean): Message {
  if (headers === undefined) return message
  const own = message.headers instanceof Map ? message.headers : Object.entries(message.headers ?? {})
  const all = new Map<unknown, unknown>()
  // Names may be bytes, too, which are the same to no Map.
  for (const [name, value] of own) if (!isReplaced(String(name), headers)) all.set(name, value)
  const written = areBytes ? Buffer.from : String
  for (const [name, value] of Object.entries(headers)) all.set(written(name), written(value))
  return { ...message, headers: all }
}

const isReplaced = (name: string, headers: InjectedHeaders): boolean => name === 'tracestate' || name in headers

/** Without serializers the library takes bytes only; what those of an app take is text, as far as one can know. */
function takesBytes(producer: object): boolean {
  const symbol = Object.getOwnPropertySymbols(producer).find(({ description }) => description === OPTIONS)
  const options = symbol === undefined ? undefined : Reflect.get(producer, symbol)
  return options?.serializers?.headerValue === undefined && options?.registry === undefined
}

const OPTIONS = 'plt.kafka.base.options'
