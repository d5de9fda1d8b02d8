import {
  type Context,
  createTraceState,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api'
import { maxTraceStateBytes } from '../limits.ts'
import { baggageOf, contextToTell } from '../trace/context.ts'
import { spanIdHex, traceIdHex } from '../trace/ids.ts'
import { readTraceparent, writeTraceparent } from '../trace/trace-parent.ts'
import { parentIn } from '../trace/tracer.ts'
import { parseBaggage, writeBaggage } from './baggage.ts'

/** W3C trace context and baggage for whoever uses the API's `propagation`: the instrumentations of queues, for example. */
export class W3cPropagator implements TextMapPropagator<unknown> {
  inject(context: Context, carrier: unknown, setter: TextMapSetter<unknown>): void {
    const told = contextToTell(context)
    if (told !== undefined) injectInto(told, (name, value) => setter.set(carrier, name, value))
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter<unknown>): Context {
    const header = (name: string): string => joined(getter.get(carrier, name))
    const parent = readTraceparent(header('traceparent'), boundedTraceState(header('tracestate')))
    const baggage = header('baggage')
    let extracted = context
    if (parent !== undefined) {
      extracted = trace.setSpanContext(extracted, {
        traceId: traceIdHex(parent.traceId0, parent.traceId1, parent.traceId2, parent.traceId3),
        spanId: spanIdHex(parent.spanId0, parent.spanId1),
        traceFlags: parent.traceFlags,
        isRemote: true,
        ...(parent.traceState === '' ? {} : { traceState: createTraceState(parent.traceState) }),
      })
    }
    return baggage === '' ? extracted : propagation.setBaggage(extracted, parseBaggage(baggage))
  }

  fields(): string[] {
    return ['traceparent', 'tracestate', 'baggage']
  }
}

/** Calls `set` for each header that `context` has something to say in. */
function injectInto(context: Context, set: (name: string, value: string) => void): void {
  const span = parentIn(context)
  if (span !== undefined) {
    set('traceparent', writeTraceparent(span))
    if (span.traceState !== '') set('tracestate', span.traceState)
  }
  const baggage = baggageOf(context)
  if (baggage === undefined) return
  const header = writeBaggage(baggage)
  if (header !== '') set('baggage', header)
}

/** W3C trace context, 3.3.1.5: a list that is too long is dropped whole, never cut in the middle. */
export const boundedTraceState = (header: string): string => (header.length <= maxTraceStateBytes ? header : '')

/** Carriers are not only HTTP's: what is no text (the bytes of a Kafka header) is no header of ours. */
const joined = (value: unknown): string => {
  const text = Array.isArray(value) ? value.join(',') : value
  return typeof text === 'string' ? text : ''
}
