import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  isSpanContextValid,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api'
import { B3InjectEncoding, B3Propagator as OfficialB3Propagator } from '@opentelemetry/propagator-b3'
import { AlwaysOffSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace'
import fc from 'fast-check'
import { alwaysOff, alwaysOn, parentBased, traceIdRatio } from '../sampling/head-sampler.ts'
import { openStandardTracing } from '../testing/standard-tracing.ts'
import { openTracer } from '../testing/tracing.ts'
import { contextWithSpan } from '../trace/context.ts'
import { B3Propagator } from './b3-propagator.ts'

const traceId = '463ac35c9f6413ad48485a3953bb6124'
const shortId = '48485a3953bb6124'
const spanId = 'a2fb4a1d1a96d312'
const parentId = '0020000000000001'
const multi = { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId }

const official = {
  single: new OfficialB3Propagator(),
  multi: new OfficialB3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
}
const ours = {
  single: new B3Propagator('single', parentBased(alwaysOn)),
  multi: new B3Propagator('multi', parentBased(alwaysOn)),
}

const extracted = (propagator: TextMapPropagator, headers: object) =>
  trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter))
const injected = (propagator: TextMapPropagator, context: Context) => {
  const carrier = {}
  propagator.inject(context, carrier, defaultTextMapSetter)
  return carrier
}
const forms = ['single', 'multi'] as const

describe('B3 headers mean to ours what they mean to the official propagator:', () => {
  const cases: Record<string, object> = {
    nothing: {},
    'one, sampled': { b3: `${traceId}-${spanId}-1` },
    'one, not sampled': { b3: `${traceId}-${spanId}-0` },
    'one, debug': { b3: `${traceId}-${spanId}-d` },
    'one with a parent': { b3: `${traceId}-${spanId}-1-${parentId}` },
    'one with half an id': { b3: `${shortId}-${spanId}-1` },
    'one twice': { b3: [`${traceId}-${spanId}-1`, `${shortId}-${spanId}-0`] },
    'one that is a sampling state alone': { b3: '0' },
    'one of rubbish': { b3: 'rubbish' },
    'one with ids of zeros': { b3: `${'0'.repeat(32)}-${spanId}-1` },
    'one with a span of zeros': { b3: `${traceId}-${'0'.repeat(16)}-1` },
    'several, sampled': { ...multi, 'x-b3-sampled': '1' },
    'several, not sampled': { ...multi, 'x-b3-sampled': '0' },
    'several, in the words of old tracers': { ...multi, 'x-b3-sampled': 'True' },
    'several, debug': { ...multi, 'x-b3-flags': '1' },
    'several, debug and not sampled': { ...multi, 'x-b3-flags': '1', 'x-b3-sampled': '0' },
    'several with a parent': { ...multi, 'x-b3-sampled': '1', 'x-b3-parentspanid': parentId },
    'several with half an id': { ...multi, 'x-b3-traceid': shortId, 'x-b3-sampled': '1' },
    'several with a sampling state that is none': { ...multi, 'x-b3-sampled': 'perhaps' },
    'several without a span': { 'x-b3-traceid': traceId, 'x-b3-sampled': '1' },
    both: { ...multi, 'x-b3-sampled': '0', b3: `${shortId}-${spanId}-1` },
  }
  for (const [what, headers] of Object.entries(cases)) {
    for (const form of forms) {
      test(`${what} (${form})`, () =>
        assert.deepEqual(extracted(ours[form], headers), extracted(official[form], headers)))
    }
  }
})

describe('a context is written in B3 by ours as by the official propagator:', () => {
  const remote = { traceId, spanId, traceFlags: 1 }
  const cases: Record<string, Context> = {
    nothing: ROOT_CONTEXT,
    'a sampled span': trace.setSpanContext(ROOT_CONTEXT, remote),
    'one that is not sampled': trace.setSpanContext(ROOT_CONTEXT, { ...remote, traceFlags: 0 }),
    'one that is none': trace.setSpanContext(ROOT_CONTEXT, { ...remote, spanId: '0'.repeat(16) }),
  }
  for (const [what, context] of Object.entries(cases)) {
    for (const form of forms) {
      test(`${what} (${form})`, () =>
        assert.deepEqual(injected(ours[form], context), injected(official[form], context)))
    }
  }

  test('the fields are those that are written', () => {
    assert.deepEqual(ours.single.fields(), ['b3'])
    assert.deepEqual(ours.multi.fields(), ['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'x-b3-flags'])
  })
})

describe('a debug flag', () => {
  const debugHeaders = { single: { b3: `${traceId}-${spanId}-d` }, multi: { ...multi, 'x-b3-flags': '1' } }
  for (const from of forms) {
    for (const to of forms) {
      test(`goes on with the spans of this process, from ${from} to ${to}`, () => {
        const context = ours[from].extract(ROOT_CONTEXT, debugHeaders[from], defaultTextMapGetter)
        const span = openTracer({ sampler: parentBased(alwaysOff) }).tracer.startSpan('work', {}, context)
        const { traceFlags, ...ids } = span.spanContext()
        assert.equal(traceFlags & 1, 1)
        const written = injected(ours[to], contextWithSpan(context, span))
        const expected =
          to === 'single'
            ? { b3: `${traceId}-${ids.spanId}-d` }
            : { 'x-b3-traceid': traceId, 'x-b3-spanid': ids.spanId, 'x-b3-flags': '1' }
        assert.deepEqual(written, expected)
      })
    }
  }

  test('is that of the last caller who was read', () => {
    const debugged = ours.single.extract(ROOT_CONTEXT, debugHeaders.single, defaultTextMapGetter)
    const sampled = ours.single.extract(debugged, { b3: `${traceId}-${spanId}-1` }, defaultTextMapGetter)
    assert.deepEqual(injected(ours.single, sampled), { b3: `${traceId}-${spanId}-1` })
  })
})

describe('where the caller leaves sampling open', () => {
  const open = {
    single: { b3: `${traceId}-${spanId}` },
    'single with a parent': { b3: `${traceId}-${spanId}-${parentId}` },
    multi,
  }
  const samplers = { alwaysOn, alwaysOff, 'a ratio of all': traceIdRatio(1), 'a ratio of few': traceIdRatio(1e-9) }
  for (const [what, headers] of Object.entries(open)) {
    for (const [name, root] of Object.entries(samplers)) {
      test(`${name} decides, by its parent or not (${what})`, () => {
        for (const sampler of [root, parentBased(root)]) {
          const { tracer } = openTracer({ sampler })
          const context = new B3Propagator('single', sampler).extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
          const span = tracer.startSpan('work', {}, context).spanContext()
          assert.equal(span.traceId, traceId)
          assert.equal(span.traceFlags, root === alwaysOn || root.thresholdText === '0' ? 1 : 0)
          assert.equal(span.traceState?.serialize(), span.traceFlags === 1 && root !== alwaysOn ? 'ot=th:0' : undefined)
        }
      })
    }
  }

  const byParent = new ParentBasedSampler({ root: new AlwaysOffSampler() })
  for (const [state, isSampled] of [
    ['', false],
    ['-1', true],
    ['-0', false],
  ] as const) {
    test(`a sampler of the app's is asked as for a root, and only there ("${state}")`, () => {
      const { tracer } = openStandardTracing([], { sampler: byParent })
      const headers = { b3: `${traceId}-${spanId}${state}` }
      const context = ours.single.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
      const span = tracer.startSpan('work', {}, context).spanContext()
      assert.deepEqual([span.traceId, span.traceFlags], [traceId, isSampled ? 1 : 0])
    })
  }
})

describe('B3 headers that are malformed', () => {
  const cases: Record<string, object> = {
    'more around the ids': { b3: `x${traceId}-${spanId}-1` },
    'an id of 24 digits': { b3: `${traceId.slice(8)}-${spanId}-1` },
    'an id of 15': { ...multi, 'x-b3-traceid': shortId.slice(1) },
    'upper-case digits': { ...multi, 'x-b3-traceid': traceId.toUpperCase() },
    'a sampling state that is none': { b3: `${traceId}-${spanId}-x` },
    'a member too many': { b3: `${traceId}-${spanId}-1-${parentId}-1` },
    'a list of what is no text': { b3: [Object.create(null)], 'x-b3-traceid': [Symbol('id')], 'x-b3-spanid': [{}] },
    'the bytes of a queue': { b3: Buffer.from(`${traceId}-${spanId}-1`), 'x-b3-traceid': 5, 'x-b3-spanid': null },
  }
  for (const [what, headers] of Object.entries(cases)) {
    test(`are ignored: ${what}`, () => assert.equal(extracted(ours.single, headers), undefined))
  }

  test('are ignored in favour of the other form, and of a repeated one the first counts', () => {
    const headers = { ...multi, 'x-b3-sampled': '1, 0', b3: 'rubbish' }
    assert.equal(extracted(ours.single, headers)?.traceFlags, 1)
  })

  const hexish = fc.string({ unit: fc.constantFrom('0', 'a', 'd', '1', '-', ',', ' ', 'x'), maxLength: 70 })
  const part = fc.oneof(fc.constantFrom(traceId, shortId, spanId, '0', '1', 'd', ''), hexish)
  const dashed = fc.array(part, { maxLength: 5 }).map(parts => parts.join('-'))
  const value = fc.oneof(part, dashed, fc.string(), fc.array(dashed), fc.anything())
  const names = ['b3', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'x-b3-flags']
  const anyHeaders = fc.dictionary(fc.constantFrom(...names), value)

  test('never throw, and give a valid parent or none', () => {
    fc.assert(
      fc.property(anyHeaders, headers => {
        const context = ours.multi.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
        const parent = trace.getSpanContext(context)
        if (parent === undefined) assert.equal(context, ROOT_CONTEXT)
        else assert.ok(isSpanContextValid(parent) && parent.traceId.length === 32 && parent.isRemote)
      }),
      { numRuns: 1_000 },
    )
  })

  const digit = fc.constantFrom(...'0123456789abcdef')
  const id = (length: number) => fc.string({ unit: digit, minLength: length, maxLength: length })
  test('are none of those that we write: either form gives back what went into it', () => {
    fc.assert(
      fc.property(id(32), id(16), fc.constantFrom(0, 1), fc.constantFrom(...forms), (trace32, span16, flags, form) => {
        const given = { traceId: trace32, spanId: span16, traceFlags: flags, isRemote: true }
        const context = trace.setSpanContext(ROOT_CONTEXT, given)
        const read = extracted(ours[form], injected(ours[form], context))
        assert.deepEqual(read, isSpanContextValid(given) ? given : undefined)
      }),
    )
  })
})
