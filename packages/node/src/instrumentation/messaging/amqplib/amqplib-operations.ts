import type { Socket } from 'node:net'
import { SpanKind } from '@opentelemetry/api'
import type { RecordingTracer } from '../../../trace/tracer.ts'
import { KnownOperations } from '../messaging-operation.ts'

/** Undefined while tracing is off: what was patched stays so. */
let tracer: RecordingTracer | undefined

export const amqplibTracer = (): RecordingTracer | undefined => tracer

export function setAmqplibTracer(current: RecordingTracer | undefined): void {
  tracer = current
}

/** What we use of a channel, whichever of the two APIs it belongs to. */
export interface Channel {
  readonly connection: { readonly stream: Socket & { readonly _host?: string } }
}

interface ChannelOperations {
  readonly send: KnownOperations
  readonly process: KnownOperations
  readonly receive: KnownOperations
}

const operations = new WeakMap<object, ChannelOperations>()

/** The operations of all channels of a connection. */
export function operationsOf({ connection }: Channel): ChannelOperations {
  const known = operations.get(connection) ?? describe(connection)
  operations.set(connection, known)
  return known
}

function describe({ stream }: Channel['connection']): ChannelOperations {
  // The name that was asked for, which Node keeps with the socket where it had to look it up.
  const server = { serverAddress: stream._host ?? stream.remoteAddress, serverPort: stream.remotePort }
  const of = (type: 'send' | 'process') =>
    new KnownOperations(destination => ({ system: 'rabbitmq', type, destination, ...server }))
  const receive = { system: 'rabbitmq', type: 'receive', kind: SpanKind.CLIENT, ...server } as const
  return {
    send: of('send'),
    process: of('process'),
    receive: new KnownOperations(destination => ({ ...receive, destination })),
  }
}

/** A queue alone, where a message went straight to it (conventions for RabbitMQ, `messaging.destination.name`). */
export function destinationName(exchange: string, routingKey: string, queue?: string): string {
  const parts = [exchange, routingKey, queue === routingKey ? '' : (queue ?? '')]
  return parts.filter(part => part !== '').join(':') || 'amq.default'
}
