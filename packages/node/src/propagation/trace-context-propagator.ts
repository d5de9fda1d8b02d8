import { createTraceState, trace } from '@opentelemetry/api'
import { spanIdHex, traceIdHex } from '../trace/ids.ts'
import { readTraceparent, writeTraceparent } from '../trace/trace-parent.ts'
import { parentIn } from '../trace/tracer.ts'
import { headerIn, type Propagator } from './carrier-values.ts'
import { usableTraceState } from './trace-state.ts'

/** W3C trace context. */
export const traceContextPropagator: Propagator = {
  inject(context, carrier, setter) {
    const span = parentIn(context)
    if (span === undefined) return
    setter.set(carrier, 'traceparent', writeTraceparent(span))
    if (span.traceState !== '') setter.set(carrier, 'tracestate', span.traceState)
  },

  extract(context, carrier, getter) {
    const traceState = usableTraceState(headerIn(carrier, 'tracestate', getter))
    const parent = readTraceparent(headerIn(carrier, 'traceparent', getter), traceState)
    if (parent === undefined) return context
    return trace.setSpanContext(context, {
      traceId: traceIdHex(parent.traceId0, parent.traceId1, parent.traceId2, parent.traceId3),
      spanId: spanIdHex(parent.spanId0, parent.spanId1),
      traceFlags: parent.traceFlags,
      isRemote: true,
      ...(parent.traceState === '' ? {} : { traceState: createTraceState(parent.traceState) }),
    })
  },

  fields: () => ['traceparent', 'tracestate'],
}
