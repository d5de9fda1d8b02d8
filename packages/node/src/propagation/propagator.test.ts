import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  baggageEntryMetadataFromString,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import { maxBaggageBytes } from '../limits.ts'
import { alwaysOn } from '../sampling/head-sampler.ts'
import type { PropagatorName } from '../settings/settings.ts'
import { TraceContext } from '../trace/context.ts'
import { parseBaggage, writeBaggage } from './baggage.ts'
import { propagatorNamed, w3cPropagator } from './propagator.ts'

const propagator = w3cPropagator
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

  test('says nothing where tracing is suppressed', () => {
    const carrier = {}
    const context = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
    propagator.inject(suppressTracing(context), carrier, defaultTextMapSetter)
    assert.deepEqual(carrier, {})
  })

  test('takes what is no text for no header', () => {
    const carrier = { traceparent: Buffer.from(headers.traceparent), tracestate: 5, baggage: null }
    assert.equal(propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter), ROOT_CONTEXT)
  })
})

describe('several propagators', () => {
  const b3 = '463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-1'
  const both = { traceparent: headers.traceparent, b3 }
  const traceIdIn = (names: readonly PropagatorName[], carrier: object) => {
    const context = propagatorNamed(names, alwaysOn).extract(ROOT_CONTEXT, carrier, defaultTextMapGetter)
    return trace.getSpanContext(context)?.traceId
  }

  test('read in turn: a later one wins where it finds something', () => {
    assert.equal(traceIdIn(['tracecontext', 'b3'], both), b3.slice(0, 32))
    assert.equal(traceIdIn(['b3', 'tracecontext'], both), headers.traceparent.slice(3, 35))
    assert.equal(traceIdIn(['tracecontext', 'b3'], headers), headers.traceparent.slice(3, 35))
    assert.equal(traceIdIn(['tracecontext', 'b3'], { ...both, b3: 'rubbish' }), headers.traceparent.slice(3, 35))
    assert.equal(traceIdIn(['baggage'], both), undefined)
  })

  test('write each its own, nothing where tracing is suppressed, and tell all fields', () => {
    const all = propagatorNamed(['tracecontext', 'baggage', 'b3', 'b3multi'], alwaysOn)
    const context = all.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
    const carrier: Record<string, string> = {}
    all.inject(context, carrier, defaultTextMapSetter)
    assert.deepEqual(
      Object.keys(carrier),
      all.fields().filter(name => name !== 'x-b3-flags'),
    )
    const suppressed = {}
    all.inject(suppressTracing(context), suppressed, defaultTextMapSetter)
    assert.deepEqual(suppressed, {})
  })

  test('that are none carry nothing', () => {
    const none = propagatorNamed([], alwaysOn)
    assert.equal(none.extract(ROOT_CONTEXT, both, defaultTextMapGetter), ROOT_CONTEXT)
    assert.deepEqual(none.fields(), [])
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

  test('that is only carried through is cut between members at the limit, and dropped where the first is longer', () => {
    const longest = `a=1,b=${'v'.repeat(maxBaggageBytes - 6)}`
    assert.equal(writeBaggage(longest), longest)
    assert.equal(writeBaggage(`${longest},c=3`), longest)
    assert.equal(writeBaggage(`${longest}v`), 'a=1')
    assert.equal(writeBaggage('v'.repeat(maxBaggageBytes + 1)), '')
  })

  test('that HTTP cannot carry is left out, and nothing else with it', () => {
    const metadata = baggageEntryMetadataFromString
    const baggage = propagation.createBaggage({
      'evil\r\nx-admin: 1': { value: '1' },
      'two words': { value: '1' },
      'm!': { value: 'a\r\n,;=\ud800', metadata: metadata('p=1;q') },
      n: { value: '2', metadata: metadata('p=1\r\nx-admin: 1') },
      o: { value: '3', metadata: metadata('p=1,q=2') },
    })
    assert.equal(writeBaggage(baggage), 'm!=a%0D%0A%2C%3B%3D%EF%BF%BD;p=1;q,n=2,o=3')
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
