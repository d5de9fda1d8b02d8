import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultTextMapGetter, defaultTextMapSetter, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { maxBaggageBytes, maxTraceStateBytes } from '../limits.ts'
import { TraceContext } from '../trace/context.ts'
import { parseBaggage, writeBaggage } from './baggage.ts'
import { boundedTraceState, W3cPropagator } from './propagator.ts'

const propagator = new W3cPropagator()
const headers = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'vendor=1,other=2',
  baggage: 'tenant.id=acme%20inc,user=7;secret',
}

describe('W3C propagation through the API', () => {
  test('puts into a carrier what it took out of another', () => {
    const context = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
    assert.equal(trace.getSpanContext(context)?.isRemote, true)
    assert.equal(propagation.getBaggage(context)?.getEntry('tenant.id')?.value, 'acme inc')
    const carrier = {}
    propagator.inject(context, carrier, defaultTextMapSetter)
    assert.deepEqual(carrier, headers)
  })

  test('says nothing where there is nothing to say', () => {
    const carrier = {}
    const context = propagator.extract(ROOT_CONTEXT, { traceparent: 'rubbish' }, defaultTextMapGetter)
    propagator.inject(context, carrier, defaultTextMapSetter)
    assert.deepEqual(carrier, {})
  })

  test('carries a trace state of the greatest length, and drops a longer one whole', () => {
    const longest = `a=${'x'.repeat(maxTraceStateBytes - 2)}`
    assert.equal(boundedTraceState(longest), longest)
    assert.equal(boundedTraceState(`${longest}x`), '')
  })
})

describe('baggage', () => {
  test('is read leniently: members that break the grammar are left out', () => {
    const baggage = parseBaggage('a=1, b = 2 ;meta=x,=3,nothing,c=%zz,')
    assert.deepEqual(
      baggage.getAllEntries().map(([key, entry]) => [key, entry.value, entry.metadata?.toString()]),
      [
        ['a', '1', undefined],
        ['b', '2', 'meta=x'],
        ['c', '%zz', undefined],
      ],
    )
  })

  test('of one entry is carried up to the limit, and not beyond', () => {
    const key = 'k'
    const fitting = 'v'.repeat(maxBaggageBytes - key.length - 1)
    assert.equal(writeBaggage(propagation.createBaggage({ [key]: { value: fitting } })).length, maxBaggageBytes)
    assert.equal(writeBaggage(propagation.createBaggage({ [key]: { value: `${fitting}v` } })), '')
  })

  test('that an app does not read passes through a context as it came, and is parsed when it does', () => {
    const context = new TraceContext(undefined, 'a=1')
    assert.equal(context.rawBaggage, 'a=1')
    assert.equal(propagation.getBaggage(context)?.getEntry('a')?.value, '1')
    const changed = propagation.setBaggage(context, propagation.createBaggage({ b: { value: 'ü' } }))
    const carrier = {}
    propagator.inject(changed, carrier, defaultTextMapSetter)
    assert.deepEqual(carrier, { baggage: 'b=%C3%BC' })
  })
})
