import type { Method } from '../../patch.ts'
import { kafkaDetails } from '../kafka-details.ts'
import { withInjected } from '../message-headers.ts'
import { attempted, type Details, endWith, type Sending, startSend } from '../messaging-span.ts'
import { kafkajsTracer, replace, sendOperations } from './kafkajs-operations.ts'

interface Message {
  readonly key?: unknown
  readonly value?: unknown
  readonly partition?: number
  readonly headers?: Readonly<Record<string, unknown>>
}

interface TopicMessages {
  readonly topic: string
  readonly messages: readonly Message[]
}

interface Batch {
  readonly topicMessages: readonly TopicMessages[]
}

export function traceProducer(producer: Record<string, unknown>): void {
  traceSends(producer)
  replace(producer, 'transaction', tracedTransaction)
}

function traceSends(sender: Record<string, unknown>): void {
  replace(sender, 'send', tracedSend)
  replace(sender, 'sendBatch', tracedSendBatch)
}

/** A transaction sends by methods of its own. */
const tracedTransaction = (original: Method): Method =>
  async function transaction(this: unknown) {
    const begun = await original.call(this)
    traceSends(begun as Record<string, unknown>)
    return begun
  }

const tracedSend = (original: Method): Method =>
  function send(this: unknown, request: unknown) {
    const traced = attempted(() => tracedTopic(request as TopicMessages))
    return traced === undefined
      ? original.call(this, request)
      : endWith(original.call(this, traced.messages), traced.span)
  }

const tracedSendBatch = (original: Method): Method =>
  function sendBatch(this: unknown, request: unknown) {
    const traced = attempted(() => tracedTopics(request as Batch))
    return traced === undefined
      ? original.call(this, request)
      : endWith(original.call(this, traced.batch), ...traced.spans)
  }

function tracedTopics(batch: Batch) {
  const traced = batch.topicMessages.map(topic => tracedTopic(topic) ?? { messages: topic, span: undefined })
  return {
    batch: { ...batch, topicMessages: traced.map(({ messages }) => messages) },
    spans: traced.map(({ span }) => span),
  }
}

/** The messages of one topic with our headers, and the span of sending them. */
function tracedTopic(request: TopicMessages) {
  const tracer = kafkajsTracer()
  const { topic, messages } = request
  // What is no list of messages, the library refuses in its own words.
  if (tracer === undefined || !Array.isArray(messages) || !messages.every(isMessage)) return undefined
  const sending = startSend(tracer, sendOperations.of(topic), detailsOf(messages))
  if (sending === undefined) return undefined
  return { messages: { ...request, messages: messages.map(message => injected(message, sending)) }, span: sending.span }
}

const isMessage = (message: unknown): message is Message => typeof message === 'object' && message !== null

const injected = (message: Message, { headers }: Sending): Message => ({
  ...message,
  headers: withInjected(message.headers, headers),
})

function detailsOf(messages: readonly Message[]): Details {
  const [message] = messages
  return messages.length === 1 && message !== undefined
    ? kafkaDetails(message)
    : { 'messaging.batch.message_count': messages.length }
}
