import type { IncomingHttpHeaders } from 'node:http'
import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api'
import { attempt } from '../standard/attempt.ts'
import { baggageOf, spanOf, TraceContext } from '../trace/context.ts'

/** Propagators ask for the names that they write, `X-B3-TraceId` for example. */
const getter: TextMapGetter<IncomingHttpHeaders> = {
  keys: headers => Object.keys(headers),
  get: (headers, name) => headers[name.toLowerCase()],
}

/** Headers of a message: a `Map`, or what a library has in its place. Values are texts or bytes, or lists of them. */
export interface MessageHeaders {
  keys(): Iterable<string>
  get(name: string): unknown
}

const messageGetter: TextMapGetter<MessageHeaders> = {
  keys: headers => [...headers.keys()],
  get: (headers, name) => asText(headers.get(name.toLowerCase())),
}

function asText(value: unknown): string | string[] | undefined {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()
  return Array.isArray(value) ? value.flatMap(item => asText(item) ?? []) : undefined
}

type SetHeader = (name: string, value: string) => void

const setter: TextMapSetter<SetHeader> = {
  set: (setHeader, name, value) => setHeader(name.toLowerCase(), String(value)),
}

const nothing = new TraceContext(undefined, undefined)

/** What a request's headers say of its caller, read by a propagator other than the default. */
export const extractHeaders = (propagator: TextMapPropagator, headers: IncomingHttpHeaders): TraceContext =>
  extract(propagator, headers, getter)

/** What a message's headers say of its producer. */
export const extractMessageHeaders = (propagator: TextMapPropagator, headers: MessageHeaders): TraceContext =>
  extract(propagator, headers, messageGetter)

function extract<C>(propagator: TextMapPropagator, carrier: C, from: TextMapGetter<C>): TraceContext {
  const extracted = attempt('textMapPropagator.extract()', () => propagator.extract(nothing, carrier, from)) ?? nothing
  return extracted instanceof TraceContext ? extracted : new TraceContext(spanOf(extracted), baggageOf(extracted))
}

/** Has it write the headers of a request or a message that is about to be sent. */
export function injectHeaders(propagator: TextMapPropagator, context: Context, setHeader: SetHeader): void {
  attempt('textMapPropagator.inject()', () => propagator.inject(context, setHeader, setter))
}
