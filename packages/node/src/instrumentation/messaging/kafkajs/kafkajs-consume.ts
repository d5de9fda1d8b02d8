import { isSuppressed } from '../../../trace/context.ts'
import { activeContext } from '../../../trace/context-manager.ts'
import type { Method } from '../../patch.ts'
import { kafkaDetails } from '../kafka-details.ts'
import { recordHeaders } from '../message-headers.ts'
import type { KnownOperations } from '../messaging-operation.ts'
import { attempted, type Processing, runProcessing, startProcess, startProcessBatch } from '../messaging-span.ts'
import { kafkajsTracer, processOperations, replace } from './kafkajs-operations.ts'

interface Message {
  readonly key: unknown
  readonly value: unknown
  readonly offset: string
  readonly headers?: Readonly<Record<string, unknown>>
}

interface EachMessagePayload {
  readonly topic: string
  readonly partition: number
  readonly message: Message
}

interface EachBatchPayload {
  readonly batch: { readonly topic: string; readonly partition: number; readonly messages: readonly Message[] }
}

type Handler<P> = (this: unknown, payload: P) => unknown

interface RunOptions {
  readonly eachMessage?: Handler<EachMessagePayload> | null
  readonly eachBatch?: Handler<EachBatchPayload> | null
}

export function traceConsumer(consumer: Record<string, unknown>, options: unknown): void {
  const operations = processOperations((options as { groupId?: string } | undefined)?.groupId)
  replace(consumer, 'run', original => tracedRun(original, operations))
}

const tracedRun = (original: Method, operations: KnownOperations): Method =>
  function run(this: unknown, options: unknown) {
    const isTraced = typeof options === 'object' && options !== null && !isSuppressed(activeContext())
    return original.call(this, isTraced ? traced(options, operations) : options)
  }

function traced(options: RunOptions, operations: KnownOperations): RunOptions {
  const { eachMessage, eachBatch } = options
  return {
    ...options,
    ...(eachMessage && { eachMessage: tracing(eachMessage, payload => startMessage(operations, payload)) }),
    ...(eachBatch && { eachBatch: tracing(eachBatch, payload => startBatch(operations, payload)) }),
  }
}

const tracing = <P>(handler: Handler<P>, start: (payload: P) => Processing | undefined): Handler<P> =>
  function (payload) {
    const processing = attempted(() => start(payload))
    const call = () => handler.call(this, payload)
    return processing === undefined ? call() : runProcessing(processing, call)
  }

function startMessage(operations: KnownOperations, { topic, partition, message }: EachMessagePayload) {
  const tracer = kafkajsTracer()
  const details = kafkaDetails({ ...message, partition })
  return tracer && startProcess(tracer, operations.of(topic), details, recordHeaders(message.headers))
}

function startBatch(operations: KnownOperations, { batch }: EachBatchPayload) {
  const tracer = kafkajsTracer()
  const details = { 'messaging.destination.partition.id': String(batch.partition) }
  const headers = batch.messages.map(message => recordHeaders(message.headers))
  return tracer && startProcessBatch(tracer, operations.of(batch.topic), details, headers)
}
