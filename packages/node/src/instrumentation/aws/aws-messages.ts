import { maxAwsMessageAttributes } from '../../limits.ts'
import type { MessageHeaders } from '../../propagation/carriers.ts'
import { w3cPropagator } from '../../propagation/propagator.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import { type InjectedHeaders, recordHeaders, withInjected } from '../messaging/message-headers.ts'
import { attempted } from '../messaging/messaging-span.ts'
import type { AwsInput } from './aws-call.ts'

/** `messaging.system.name` by service. */
export const systems: Readonly<Record<string, string>> = { SQS: 'aws_sqs', SNS: 'aws.sns' }

const sends = new Set(['SQS/SendMessage', 'SQS/SendMessageBatch', 'SNS/Publish', 'SNS/PublishBatch'])

export const isSend = (service: string, operation: string): boolean => sends.has(`${service}/${operation}`)

/** `orders` of a queue's URL or a topic's name; nothing of a telephone number. */
export function destinationOf({ QueueUrl, TopicArn, TargetArn }: AwsInput): string | undefined {
  const name = QueueUrl ?? TopicArn ?? TargetArn
  return typeof name === 'string' ? name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1) : undefined
}

type Attributes = Readonly<Record<string, unknown>>

interface Message {
  readonly MessageAttributes?: Attributes
  readonly Body?: unknown
}

/** The input with `headers` as attributes of its message, or of each that it has. */
export function withHeaders(input: AwsInput, headers: InjectedHeaders): AwsInput {
  for (const key of ['Entries', 'PublishBatchRequestEntries']) {
    const entries = input[key]
    if (Array.isArray(entries)) return { ...input, [key]: entries.map((entry: Message) => told(entry, headers)) }
  }
  return told(input, headers)
}

/** A message with more attributes than allowed is refused: rather is it not told. */
function told<M extends Message>(message: M, headers: InjectedHeaders): M {
  const attributes = Object.entries(withInjected(message.MessageAttributes, headers))
  if (attributes.length > maxAwsMessageAttributes || Object.keys(headers).length === 0) return message
  const entries = attributes.map(([name, value]) => [name, typeof value === 'string' ? textAttribute(value) : value])
  return { ...message, MessageAttributes: Object.fromEntries(entries) }
}

const textAttribute = (text: string) => ({ DataType: 'String', StringValue: text })

/** Attributes come only where they are asked for. */
export function askingForHeaders({ propagator = w3cPropagator }: RecordingTracer, input: AwsInput): AwsInput {
  const names = Array.isArray(input.MessageAttributeNames) ? input.MessageAttributeNames : []
  if (names.includes('All') || names.includes('.*')) return input
  return { ...input, MessageAttributeNames: [...new Set([...names, ...propagator.fields()])] }
}

export function messagesOf(output: unknown): readonly Message[] {
  const { Messages } = (output ?? {}) as { Messages?: unknown }
  return Array.isArray(Messages) ? Messages : []
}

/** A queue that is subscribed to a topic has the attributes of what was published in the text of its message. */
export function headersOf({ MessageAttributes, Body }: Message): MessageHeaders {
  const published =
    typeof Body === 'string' && Body.includes('"TopicArn"') ? attempted(() => JSON.parse(Body)) : undefined
  const attributes: Attributes = { ...published?.MessageAttributes, ...MessageAttributes }
  return recordHeaders(Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, textIn(value)])))
}

const textIn = (attribute: unknown): unknown => {
  const { StringValue, Value } = (attribute ?? {}) as { StringValue?: unknown; Value?: unknown }
  return StringValue ?? Value
}
