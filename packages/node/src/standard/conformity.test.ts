/** The same programs run with OpenTelemetry's SDK and with ours, and have to come to the same. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  context,
  createTraceState,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import { AlwaysOffSampler, ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace'
import { onSpan, type Program, runOfficial, runOurs, type Setup } from '../testing/both-sdks.ts'
import { AsyncContextManager } from '../trace/context-manager.ts'

const wrong = (value: unknown) => value as never
const remote: SpanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
const below = (parent: SpanContext) => trace.setSpanContext(ROOT_CONTEXT, parent)
const AT = 1_700_000_000

const limits = {
  attributeCountLimit: 3,
  attributeValueLengthLimit: 5,
  eventCountLimit: 2,
  linkCountLimit: 2,
  attributePerEventCountLimit: 1,
  attributePerLinkCountLimit: 1,
}

const alike: Record<string, Program | [Program, Setup]> = {
  'a span of each kind': tracer => {
    for (const kind of [undefined, 0, 1, 2, 3, 4]) tracer.startSpan('work', kind === undefined ? {} : { kind }).end()
  },
  'parents, roots and remote parents': tracer => {
    const root = tracer.startSpan('root')
    const child = tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, root))
    tracer.startSpan('other root', { root: true }, trace.setSpan(ROOT_CONTEXT, child)).end()
    tracer.startSpan('remote', {}, below({ ...remote, isRemote: true, traceState: createTraceState('a=1,b=2') })).end()
    tracer.startSpan('of no span', {}, trace.deleteSpan(trace.setSpan(ROOT_CONTEXT, child))).end()
    child.end()
    root.end()
  },
  'parents that are none': tracer => {
    const contexts = [
      INVALID_SPAN_CONTEXT,
      { ...remote, traceId: '0'.repeat(32) },
      { ...remote, spanId: '0'.repeat(16) },
      { ...remote, traceId: 'abc' },
      { ...remote, spanId: 'x'.repeat(16) },
    ]
    for (const parent of contexts) tracer.startSpan('work', {}, below(parent)).end()
  },
  'every form of startActiveSpan()': tracer => {
    const outcome = tracer.startActiveSpan('outer', outer => {
      tracer.startActiveSpan('attributes', { attributes: { a: 1 } }, span => span.end())
      tracer.startActiveSpan('elsewhere', { kind: SpanKind.CLIENT }, below(remote), span => {
        tracer.startSpan('within').end()
        span.end()
      })
      tracer.startActiveSpan('root', { root: true }, span => {
        assert.equal(trace.getActiveSpan(), span)
        span.end()
      })
      outer.end()
      return 42
    })
    assert.equal(outcome, 42)
    assert.equal(trace.getActiveSpan(), undefined)
  },
  'nothing where tracing is suppressed': tracer => {
    const span = tracer.startSpan('suppressed', {}, suppressTracing(ROOT_CONTEXT))
    assert.deepEqual([span.isRecording(), trace.isSpanContextValid(span.spanContext())], [false, false])
    span.end()
    context.with(suppressTracing(ROOT_CONTEXT), () => tracer.startActiveSpan('suppressed', inner => inner.end()))
  },
  'samplers that say no': [
    tracer => {
      const span = tracer.startSpan('work', {}, below(remote))
      tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, span)).end()
      span.end()
      tracer.startSpan('unsampled parent', {}, below({ ...remote, traceFlags: 0 }))
      assert.equal(span.spanContext().traceFlags, 1)
    },
    { sampler: new ParentBasedSampler({ root: new AlwaysOffSampler() }) },
  ],
  'a sampler by ratio': [
    tracer => {
      for (let i = 0; i < 20; i++) {
        const traceId = (i * 0x0ccccccc).toString(16).padStart(32, '1')
        tracer.startSpan('work', {}, below({ ...remote, traceId })).end()
      }
    },
    { sampler: new TraceIdRatioBasedSampler(0.5) },
  ],
  'attributes of each type': onSpan(span => {
    span.setAttributes({ text: 'é 🎉', yes: true, int: 7, negative: -7, zero: 0, double: 1.5, nan: Number.NaN })
    span.setAttributes({ texts: ['a', 'b'], numbers: [1, 2.5], holes: ['a', null, undefined], none: [] })
    span.setAttributes({ bytes: new Uint8Array([0, 255]), map: { a: { b: [1, 'x'] }, left: undefined }, empty: null })
    span.setAttribute('big', 2 ** 53 - 1).setAttribute('huge', 1e300)
  }),
  'attributes that are set again': onSpan(span => {
    span.setAttribute('a', 1).setAttribute('b', 2).setAttribute('a', 'again').setAttributes({ b: 3, c: 4 })
  }),
  'attributes that are none': onSpan(span => {
    span.setAttribute('', 'no key').setAttribute('nothing', undefined)
    span.setAttribute(
      'function',
      wrong(() => {}),
    )
    span.setAttribute('symbol', wrong(Symbol('s')))
    span.setAttributes({ '': 1, fine: 1, date: new Date(), error: new Error('no'), map: new Map([[1, 2]]) })
  }),
  'more attributes than there may be, and longer ones': [
    tracer => {
      const attributes = { a: '123456', b: ['123456', '1'], c: { d: '123456' }, e: 1, f: 2 }
      const span = tracer.startSpan('work', { attributes })
      span
        .setAttribute('g', 3)
        .setAttribute('a', 'abcdefg')
        .setAttributes({ h: 1, b: new Uint8Array(9) })
      span.end()
    },
    { limits },
  ],
  'events with attributes, times and both': onSpan(span => {
    span.addEvent('plain').addEvent('attributes', { a: 1, list: ['x'] })
    span
      .addEvent('time', [AT, 5])
      .addEvent('both', { a: 1 }, AT * 1000 + 0.5)
      .addEvent('date', new Date(AT * 1000))
    span.addEvent('two times', [AT, 1], [AT, 2]).addEvent('none', undefined, [AT, 3])
  }),
  'more events than there may be': [
    onSpan(span => {
      for (const name of ['1', '2', '3', '4']) span.addEvent(name, { a: '123456', b: 2, c: 3 })
    }),
    { limits },
  ],
  'no events and links at all': [
    onSpan(span => span.addEvent('event').addLink({ context: remote })),
    { limits: { ...limits, eventCountLimit: 0, linkCountLimit: 0 } },
  ],
  'links at the start and later': tracer => {
    const traceState = createTraceState('v=1')
    const links = [{ context: remote }, { context: { ...remote, isRemote: true, traceState }, attributes: { a: 1 } }]
    const span = tracer.startSpan('work', { links })
    span.addLink({ context: remote, attributes: { b: [true] } }).addLinks([{ context: remote }, { context: remote }])
    span.end()
  },
  'more links than there may be': [
    tracer => {
      const links = ['1', '2', '3'].map(name => ({ context: remote, attributes: { name, long: '123456' } }))
      const span = tracer.startSpan('work', { links })
      span.addLink({ context: remote, attributes: { name: '4' } }).end()
    },
    { limits },
  ],
  'every order of statuses': tracer => {
    const { UNSET, OK, ERROR } = SpanStatusCode
    for (const codes of [
      [UNSET],
      [OK],
      [ERROR],
      [ERROR, OK],
      [OK, ERROR],
      [ERROR, UNSET],
      [ERROR, ERROR],
      [OK, UNSET],
    ]) {
      const span = tracer.startSpan('work')
      for (const code of codes) span.setStatus({ code, message: `${span.isRecording()} ${code}` })
      span.setStatus({ code: codes[0] ?? 0 }).end()
    }
  },
  'a name that changes': onSpan(span => span.updateName('other').updateName('last')),
  'what happens after the end': onSpan(span => {
    span.end([AT * 2, 0])
    assert.equal(span.isRecording(), false)
    span.setAttribute('late', 1).setAttributes({ late: 1 }).addEvent('late').addLink({ context: remote })
    span
      .addLinks([{ context: remote }])
      .setStatus({ code: SpanStatusCode.ERROR })
      .updateName('late')
    span.recordException(new Error('late'))
  }),
  'times in every form': tracer => {
    for (const startTime of [[AT, 123_456_789] as [number, number], AT * 1000 + 0.25, new Date(AT * 1000 + 7)]) {
      tracer.startSpan('work', { startTime }).end([AT + 1, 999_999_999])
    }
    tracer.startSpan('from performance.now()', { startTime: performance.now() }).end(performance.now())
  },
  'an end before the start': tracer => tracer.startSpan('work', { startTime: [AT, 5] }).end([AT, 4]),
  'exceptions that are texts': onSpan(span => span.recordException('it broke', [AT, 0])),
  'exceptions with their stack': onSpan(span => {
    const stack = 'TypeError: no\n    at somewhere.js:1'
    span.recordException({ name: 'TypeError', message: 'no', stack }, [AT, 0])
  }),
  scopes: (_tracer, provider) => {
    provider.getTracer('name').startSpan('work').end()
    provider.getTracer('name', '1').startSpan('work').end()
    provider.getTracer('name', '1', { schemaUrl: 'https://schema' }).startSpan('work').end()
    provider.getTracer('').startSpan('work').end()
    assert.equal(provider.getTracer('name', '1'), provider.getTracer('name', '1'))
    assert.notEqual(provider.getTracer('name', '1'), provider.getTracer('name', '2'))
  },
}

describe("a program comes to the same with OpenTelemetry's SDK and with ours:", () => {
  before(() => context.setGlobalContextManager(new AsyncContextManager()))
  after(() => context.disable())
  for (const [what, entry] of Object.entries(alike)) {
    const [program, setup] = Array.isArray(entry) ? entry : [entry, {}]
    test(what, () => {
      const official = runOfficial(program, setup)
      const ours = runOurs(program, setup)
      assert.deepEqual(ours.spans, official.spans)
      assert.deepEqual(ours.wire, official.wire)
    })
  }
})
