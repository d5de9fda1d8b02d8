import { type Context, SpanKind } from '@opentelemetry/api'
import { contextWithSpan, isSuppressed, spanOf, suppress } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'
import { describeOperation } from '../messaging/messaging-operation.ts'
import { endMessagingSpan, startProcessBatch, startSend } from '../messaging/messaging-span.ts'
import { askingForHeaders, destinationOf, headersOf, isSend, messagesOf, systems, withHeaders } from './aws-messages.ts'

/** What we use of a client. */
export interface AwsClient {
  /** `SQS`; the clients of 3.0 have it, too. */
  readonly config?: { readonly serviceId?: unknown }
}

export interface AwsCommand {
  readonly input?: AwsInput
}

export type AwsInput = Readonly<Record<string, unknown>>

/** A call that has begun. */
export interface AwsCall {
  /** The app's, or a copy of it that carries the trace. */
  readonly command: AwsCommand
  readonly context: Context
  end(error: unknown, output: unknown): void
}

/** Undefined while tracing is off: what was patched stays so. */
let tracer: RecordingTracer | undefined

export function setAwsTracer(current: RecordingTracer | undefined): void {
  tracer = current
}

/** Undefined where it is to have no span. */
export function startCall(client: AwsClient, command: AwsCommand): AwsCall | undefined {
  const service = String(client.config?.serviceId)
  // `SendMessage` of `SendMessageCommand`
  const operation = String(command.constructor.name).replace(/Command$/, '')
  const context = activeContext()
  if (tracer === undefined) return undefined
  if (isSend(service, operation)) return startMessage(tracer, service, command, context)
  if (isSuppressed(context)) return undefined
  if (service === 'SQS' && operation === 'ReceiveMessage') return startReceive(tracer, command, context)
  return startClient(tracer, service, operation, command, context)
}

function startMessage(
  started: RecordingTracer,
  service: string,
  command: AwsCommand,
  context: Context,
): AwsCall | undefined {
  const { input = {} } = command
  const operation = describeOperation({
    system: systems[service] ?? '',
    type: 'send',
    destination: destinationOf(input),
  })
  const entries = input.Entries ?? input.PublishBatchRequestEntries
  const details = { 'messaging.batch.message_count': Array.isArray(entries) ? entries.length : undefined }
  const sending = startSend(started, operation, details, context)
  if (sending === undefined) return undefined
  const told = withInput(command, withHeaders(input, sending.headers))
  return sending.span === undefined ? { command: told, context, end: doNothing } : callOf(told, sending.span, context)
}

const doNothing = () => {}

function startClient(
  started: RecordingTracer,
  service: string,
  operation: string,
  command: AwsCommand,
  context: Context,
): AwsCall {
  const table = service === 'DynamoDB' ? textOf(command.input?.TableName) : undefined
  const name = service === 'DynamoDB' ? [operation, table].filter(Boolean).join(' ') : `${service}/${operation}`
  const span = started.startChild(name, SpanKind.CLIENT, parentIn(context))
  const attributes = {
    'rpc.system.name': 'aws-api',
    'rpc.method': `${service}/${operation}`,
    'db.system.name': service === 'DynamoDB' ? 'aws.dynamodb' : undefined,
    'db.operation.name': service === 'DynamoDB' ? operation : undefined,
    'db.collection.name': table,
    'aws.s3.bucket': service === 'S3' ? textOf(command.input?.Bucket) : undefined,
  }
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) span.attributes.add(key, value)
  started.started(span, context)
  return callOf(command, span, context)
}

const callOf = (command: AwsCommand, span: RecordedSpan, context: Context): AwsCall => ({
  command,
  context: contextWithSpan(context, span),
  end(error, output) {
    noteOutput(span, error ?? output)
    endMessagingSpan(span, error)
  },
})

/**
 * A poll is no part of anything before it has messages, and waits up to 20 seconds for them. So its span is made when they are
 * there: as a part of the producer's trace where there is one message, and with a link to each where there are several.
 */
function startReceive(started: RecordingTracer, command: AwsCommand, context: Context): AwsCall {
  return {
    command: withInput(command, askingForHeaders(started, command.input ?? {})),
    context: spanOf(context) === undefined ? suppress(context) : context,
    end(error, output) {
      const messages = messagesOf(output)
      if (messages.length === 0 && error === undefined) return
      const destination = destinationOf(command.input ?? {})
      const operation = describeOperation({ system: 'aws_sqs', type: 'receive', destination })
      const { span } = startProcessBatch(started, operation, {}, messages.map(headersOf))
      if (messages.length === 1) noteOutput(span, messages[0])
      noteOutput(span, error ?? output)
      endMessagingSpan(span, error)
    },
  }
}

/** A copy: an app may send the same command again. */
const withInput = (command: AwsCommand, input: AwsInput): AwsCommand =>
  Object.assign(Object.create(Object.getPrototypeOf(command)), command, { input })

interface Output {
  readonly MessageId?: unknown
  readonly $metadata?: { readonly requestId?: unknown }
}

function noteOutput(span: RecordedSpan, output: unknown): void {
  const { MessageId, $metadata } = (output ?? {}) as Output
  if (typeof MessageId === 'string') span.note('messaging.message.id', MessageId)
  if (typeof $metadata?.requestId === 'string') span.note('aws.request_id', $metadata.requestId)
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
