/** The same headers read and written by OpenTelemetry's propagators and by ours. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  baggageEntryMetadataFromString,
  type Context,
  createTraceState,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api'
import {
  CompositePropagator,
  suppressTracing,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core'
import { w3cPropagator } from './propagator.ts'

const official = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
})
const ours = w3cPropagator

const plain = (context: Context) => {
  const { traceId, spanId, traceFlags, isRemote, traceState } = trace.getSpanContext(context) ?? {}
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? []
  return {
    span: traceId === undefined ? undefined : { traceId, spanId, traceFlags, isRemote },
    traceState: traceState?.serialize() ?? '',
    baggage: entries.map(([key, { value, metadata }]) => [key, value, metadata?.toString()]),
  }
}
const extracted = (propagator: TextMapPropagator, headers: object) =>
  plain(propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter))
const injected = (propagator: TextMapPropagator, context: Context) => {
  const carrier = {}
  propagator.inject(context, carrier, defaultTextMapSetter)
  return carrier
}

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('headers mean to ours what they mean to the official propagators:', () => {
  const cases: Record<string, object> = {
    nothing: {},
    'a parent': { traceparent },
    'an unsampled one': { traceparent: traceparent.replace(/01$/, '00') },
    'a trace state': { traceparent, tracestate: 'a=1,b=2' },
    'a trace state alone': { tracestate: 'a=1' },
    'several trace states': { traceparent, tracestate: ['a=1', 'b=2'] },
    'a later version': { traceparent: `cc${traceparent.slice(2)}-more` },
    'the forbidden version': { traceparent: `ff${traceparent.slice(2)}` },
    rubbish: { traceparent: 'rubbish', baggage: '=,;' },
    'ids of zeros': { traceparent: traceparent.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)) },
    baggage: { baggage: 'tenant.id=acme%20inc,user=7' },
    'baggage with metadata': { baggage: 'user=7;secret;a=b' },
    'baggage with spaces': { baggage: ' a = 1 , b=2 ' },
    both: { traceparent, baggage: 'a=1' },
  }
  for (const [what, headers] of Object.entries(cases)) {
    test(what, () => assert.deepEqual(extracted(ours, headers), extracted(official, headers)))
  }
})

describe('a context is written by ours as by the official propagators:', () => {
  const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
  const span = trace.setSpanContext(ROOT_CONTEXT, remote)
  const metadata = baggageEntryMetadataFromString('p=1;q')
  const baggage = propagation.createBaggage({ a: { value: 'é, =;' }, b: { value: '2', metadata } })
  const cases: Record<string, Context> = {
    nothing: ROOT_CONTEXT,
    'a span': span,
    'a trace state': trace.setSpanContext(ROOT_CONTEXT, { ...remote, traceState: createTraceState('a=1,b=2') }),
    'a span that is none': trace.setSpanContext(ROOT_CONTEXT, { ...remote, spanId: '0'.repeat(16) }),
    baggage: propagation.setBaggage(ROOT_CONTEXT, baggage),
    both: propagation.setBaggage(span, baggage),
    'no baggage any more': propagation.deleteBaggage(propagation.setBaggage(span, baggage)),
    suppressed: suppressTracing(propagation.setBaggage(span, baggage)),
  }
  for (const [what, context] of Object.entries(cases)) {
    test(what, () => assert.deepEqual(injected(ours, context), injected(official, context)))
  }
})
