import type { MessageHeaders } from '../../../propagation/carriers.ts'
import type { Method } from '../../patch.ts'
import { attempted, endMessagingSpan, endWith, type Sending, startSend } from '../messaging-span.ts'
import { isInternal, natsTracer, type Protocol, sendOperationsOf } from './nats-operations.ts'

/** `MsgHdrs` */
export interface NatsHeaders extends MessageHeaders {
  values(name: string): readonly string[]
  append(name: string, value: string): void
  set(name: string, value: string): void
  delete(name: string): void
}

/** The library's function that makes an empty one. */
export type NewHeaders = () => NatsHeaders

interface SendOptions {
  readonly headers?: NatsHeaders
  readonly msgID?: string
}

interface Connection {
  readonly protocol: Protocol
}

/** Headers of what has its span already: a request is published, and what is published to a stream is a request. */
const ours = new WeakSet<object>()

/** `NatsConnectionImpl.prototype.publish` */
export const tracedPublish = (original: Method, newHeaders: NewHeaders): Method =>
  function publish(this: unknown, subject: unknown, data: unknown, options: unknown): unknown {
    const { protocol } = this as Connection
    return sendWithin(
      () => start(protocol, 'send', subject, options),
      options,
      newHeaders,
      traced => original.call(this, subject, data, traced),
    )
  }

/** `NatsConnectionImpl.prototype.request` and `requestMany`. */
export const tracedRequest = (original: Method, newHeaders: NewHeaders): Method =>
  function request(this: unknown, subject: unknown, data: unknown, options: unknown): unknown {
    const { protocol } = this as Connection
    return sendWithin(
      () => start(protocol, 'request', subject, options),
      options,
      newHeaders,
      traced => original.call(this, subject, data, traced),
    )
  }

/** `JetStreamClientImpl.prototype.publish`, which the stream acknowledges. */
export const tracedStreamPublish = (original: Method, newHeaders: NewHeaders): Method =>
  function publish(this: unknown, subject: unknown, data: unknown, options: unknown): unknown {
    const { protocol } = (this as { readonly nc: Connection }).nc
    return sendWithin(
      () => start(protocol, 'send', subject, options),
      options,
      newHeaders,
      traced => original.call(this, subject, data, traced),
    )
  }

function sendWithin(
  start: () => Sending | undefined,
  options: unknown,
  newHeaders: NewHeaders,
  send: (options: unknown) => unknown,
): unknown {
  const sending = attempted(start)
  const traced = sending === undefined ? undefined : attempted(() => injected(options, sending, newHeaders))
  try {
    return endWith(send(traced ?? options), sending?.span)
  } catch (error) {
    endMessagingSpan(sending?.span, error)
    throw error
  }
}

function start(protocol: Protocol, name: 'send' | 'request', subject: unknown, options: unknown): Sending | undefined {
  const tracer = natsTracer()
  if (tracer === undefined || typeof subject !== 'string' || isInternal(protocol, subject)) return undefined
  const { msgID, headers } = (options ?? {}) as SendOptions
  if (headers !== undefined && ours.has(headers)) return undefined
  return startSend(tracer, sendOperationsOf(protocol)[name].of(subject), { 'messaging.message.id': msgID })
}

/** Options with a copy of the app's headers, which may be those of a message that it hands on. */
function injected(options: unknown, sending: Sending, newHeaders: NewHeaders): object {
  const copy = newHeaders()
  const { headers } = (options ?? {}) as SendOptions
  for (const name of headers?.keys() ?? []) for (const value of headers?.values(name) ?? []) copy.append(name, value)
  copy.delete('tracestate')
  for (const [name, value] of Object.entries(sending.headers)) copy.set(name, value)
  ours.add(copy)
  return { ...(options as object | undefined), headers: copy }
}
