import type { Context } from '@opentelemetry/api'
import { extractMessageHeaders, injectHeaders, type MessageHeaders } from '../../propagation/carriers.ts'
import { w3cPropagator } from '../../propagation/propagator.ts'
import type { TraceContext } from '../../trace/context.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'

/** Headers that tell a message's consumers of its producer; the same for all messages that are sent at once. */
export type InjectedHeaders = Readonly<Record<string, string>>

export function injectedHeaders({ propagator = w3cPropagator }: RecordingTracer, context: Context): InjectedHeaders {
  const injected: Record<string, string> = {}
  injectHeaders(propagator, context, (name, value) => {
    injected[name] = value
  })
  return injected
}

/** `headers` with `injected` over them, as a copy: an app may send the same object again, or the one that it received. */
export function withInjected<V>(
  headers: Readonly<Record<string, V>> | null | undefined,
  injected: InjectedHeaders,
): Record<string, V | string> {
  const copy: Record<string, V | string> = { ...headers }
  // It belongs to the `traceparent` that is replaced.
  delete copy.tracestate
  return Object.assign(copy, injected)
}

/** What the headers of a message say of its producer; nothing where it has none. */
export const creationContext = (
  { propagator = w3cPropagator }: RecordingTracer,
  headers: MessageHeaders | null | undefined,
): TraceContext => extractMessageHeaders(propagator, headers ?? noHeaders)

const noHeaders: MessageHeaders = { keys: () => [], get: () => undefined }

/** Headers that a library keeps in a plain object. */
export const recordHeaders = (record: Readonly<Record<string, unknown>> | null | undefined): MessageHeaders =>
  record === null || record === undefined
    ? noHeaders
    : { keys: () => Object.keys(record), get: name => (Object.hasOwn(record, name) ? record[name] : undefined) }
