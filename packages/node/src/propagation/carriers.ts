import type { IncomingHttpHeaders } from 'node:http'
import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api'
import { attempt } from '../standard/attempt.ts'
import { baggageOf, spanOf, TraceContext } from '../trace/context.ts'

/** Propagators ask for the names that they write, `X-B3-TraceId` for example. */
const getter: TextMapGetter<IncomingHttpHeaders> = {
  keys: headers => Object.keys(headers),
  get: (headers, name) => headers[name.toLowerCase()],
}

type SetHeader = (name: string, value: string) => void

const setter: TextMapSetter<SetHeader> = {
  set: (setHeader, name, value) => setHeader(name.toLowerCase(), String(value)),
}

const nothing = new TraceContext(undefined, undefined)

/** What a request's headers say of its caller, read by a propagator other than the default. */
export function extractHeaders(propagator: TextMapPropagator, headers: IncomingHttpHeaders): TraceContext {
  const extracted =
    attempt('textMapPropagator.extract()', () => propagator.extract(nothing, headers, getter)) ?? nothing
  return extracted instanceof TraceContext ? extracted : new TraceContext(spanOf(extracted), baggageOf(extracted))
}

/** Has it write the headers of a request that is about to be sent. */
export function injectHeaders(propagator: TextMapPropagator, context: Context, setHeader: SetHeader): void {
  attempt('textMapPropagator.inject()', () => propagator.inject(context, setHeader, setter))
}
