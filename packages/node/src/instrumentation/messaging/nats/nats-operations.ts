import { SpanKind } from '@opentelemetry/api'
import type { RecordingTracer } from '../../../trace/tracer.ts'
import { KnownOperations } from '../messaging-operation.ts'

/** Undefined while tracing is off: what was patched stays so. */
let tracer: RecordingTracer | undefined

export const natsTracer = (): RecordingTracer | undefined => tracer

export function setNatsTracer(current: RecordingTracer | undefined): void {
  tracer = current
}

/** What we use of a connection's inner half, which subscriptions know, too. */
export interface Protocol {
  getServer(): { readonly hostname: string; readonly port: number } | undefined
  readonly options: { readonly inboxPrefix?: string }
}

/**
 * Subjects of replies and of the server's own API (JetStream's requests, key-value buckets): what libraries do with them is
 * no message of the app's.
 */
export const isInternal = ({ options }: Protocol, subject: unknown): boolean =>
  typeof subject !== 'string' || subject.startsWith('$') || subject.startsWith(`${options?.inboxPrefix ?? '_INBOX'}.`)

interface SendOperations {
  readonly send: KnownOperations
  readonly request: KnownOperations
}

const sendOperations = new WeakMap<Protocol, SendOperations>()

export function sendOperationsOf(protocol: Protocol): SendOperations {
  const known = sendOperations.get(protocol) ?? describeSends(protocol)
  sendOperations.set(protocol, known)
  return known
}

function describeSends(protocol: Protocol): SendOperations {
  const send = { system: 'nats', type: 'send', ...serverOf(protocol) } as const
  return {
    send: new KnownOperations(destination => ({ ...send, destination })),
    // Whoever requests waits for the answer, as a client does.
    request: new KnownOperations(destination => ({ ...send, destination, name: 'request', kind: SpanKind.CLIENT })),
  }
}

/** @param template what the consumer asked for: a subject, often with wildcards, or a stream */
export function processOperations(protocol: Protocol, template: string, consumerGroup?: string): KnownOperations {
  const server = serverOf(protocol)
  return new KnownOperations(destination => ({
    ...{ system: 'nats', type: 'process', destination, consumerGroup, ...server },
    template: template === destination ? undefined : template,
  }))
}

/** The same, of an app that asks for a message. */
export function receiveOperations(protocol: Protocol, stream: string, consumerGroup?: string): KnownOperations {
  const server = serverOf(protocol)
  return new KnownOperations(destination => ({
    ...{ system: 'nats', type: 'receive', kind: SpanKind.CLIENT, destination, consumerGroup, ...server },
    template: stream === destination ? undefined : stream,
  }))
}

function serverOf(protocol: Protocol) {
  const server = protocol.getServer()
  return { serverAddress: server?.hostname, serverPort: server?.port }
}
