import { SpanStatusCode } from '@opentelemetry/api'
import type { AttributeList } from '../trace/attributes.ts'
import type { RecordedSpan } from '../trace/span.ts'
import {
  consumedMessages,
  dbClient,
  httpClient,
  httpServer,
  type Instrument,
  messagingClient,
  messagingProcess,
  rpcClient,
  rpcServer,
  sentMessages,
} from './instruments.ts'

/** What a span is a measure of. */
export interface Operation {
  readonly duration: Instrument
  /** Messages that it was about, where those are counted. */
  readonly messages?: Instrument
}

/** `SpanKind` on the wire. */
const SERVER = 2
const CLIENT = 3
const PRODUCER = 4
const CONSUMER = 5

const request: Operation = { duration: httpServer }
const call: Operation = { duration: httpClient }
const statement: Operation = { duration: dbClient }
const servedCall: Operation = { duration: rpcServer }
const remoteCall: Operation = { duration: rpcClient }

/**
 * By kind and attributes, so that it does not matter whose instrumentation made the span. Undefined for what is not one
 * operation: work inside the process, a message that is made and not yet sent, a connection that is opened.
 */
export function operationOf(span: RecordedSpan): Operation | undefined {
  const { attributes, kind } = span
  const has = (key: string): boolean => attributeOf(attributes, key) !== undefined
  const rpcBy = (operation: Operation) => (has('rpc.system.name') ? operation : undefined)
  if (kind === SERVER) return has('http.request.method') ? request : rpcBy(servedCall)
  if (kind !== CLIENT && kind !== PRODUCER && kind !== CONSUMER) return undefined
  if (messagingSystemKeys.some(has)) return messagingOperation(span)
  if (kind !== CLIENT) return undefined
  if (has('http.request.method')) return call
  if (has('db.system.name')) return statementKeys.some(has) ? statement : undefined
  return rpcBy(remoteCall)
}

/** The first since 1.45 of the conventions, as our own spans have it. */
const messagingSystemKeys = ['messaging.system.name', 'messaging.system']

/** One of them is there where something was asked of the database. */
const statementKeys = ['db.operation.name', 'db.query.text', 'db.query.summary', 'db.stored_procedure.name']

const send: Operation = { duration: messagingClient, messages: sentMessages }
const receive: Operation = { duration: messagingClient, messages: consumedMessages }
const settle: Operation = { duration: messagingClient }
const delivery: Operation = { duration: messagingProcess, messages: consumedMessages }
/** Of messages that were counted when they were received. */
const work: Operation = { duration: messagingProcess }

function messagingOperation(span: RecordedSpan): Operation | undefined {
  const type = attributeOf(span.attributes, 'messaging.operation.type') ?? usualTypes.get(span.kind)
  if (type === 'send') return send
  if (type === 'receive') return receive
  if (type === 'settle') return settle
  if (type === 'process') return isLocalRoot(span) ? delivery : work
  return undefined
}

const usualTypes: ReadonlyMap<number, string> = new Map([
  [PRODUCER, 'send'],
  [CONSUMER, 'process'],
])

/** Whether nothing in this process is its parent. */
export const isLocalRoot = (span: RecordedSpan): boolean =>
  span.hasRemoteParent || (span.parentSpanId0 | span.parentSpanId1) === 0

/** How many messages it was about. */
export function messageCountOf({ attributes }: RecordedSpan): number {
  const count = attributeOf(attributes, 'messaging.batch.message_count')
  return typeof count === 'number' && count >= 0 ? count : 1
}

export function attributeOf(attributes: AttributeList, key: string): unknown {
  const own = ownValueOf(attributes, key)
  return own === undefined && attributes.shared !== undefined ? valueIn(attributes.shared.entries, key) : own
}

/** Not among those that the requests of a connection share from their start. */
export function ownValueOf({ entries, outcome }: AttributeList, key: string): unknown {
  const own = valueIn(entries, key)
  return own === undefined && outcome !== undefined ? valueIn(outcome.entries, key) : own
}

/** Keys are literals, which V8 compares by their addresses. */
export function valueIn(entries: readonly unknown[], key: string): unknown {
  for (let i = 0; i < entries.length; i += 2) if (entries[i] === key) return entries[i + 1]
  return undefined
}

/** What failed without a reason is told as such (the conventions of `error.type`). */
export const unnamedError = ({ statusCode }: RecordedSpan): '_OTHER' | undefined =>
  statusCode === SpanStatusCode.ERROR ? '_OTHER' : undefined
