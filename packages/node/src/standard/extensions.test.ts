import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { context, createTraceState, ROOT_CONTEXT, SamplingDecision, SpanKind, trace } from '@opentelemetry/api'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace'
import { openStandardTracing } from '../testing/standard-tracing.ts'
import { AsyncContextManager } from '../trace/context-manager.ts'
import type { ReadableSpan, Sampler, SpanProcessor } from './types.ts'

before(() => {
  context.setGlobalContextManager(new AsyncContextManager())
  // What goes wrong here does so on purpose.
  process.env.OTEL_LOG_LEVEL = 'none'
})
after(() => context.disable())

const processor = (parts: Partial<SpanProcessor>): SpanProcessor => ({
  onStart() {},
  onEnd() {},
  forceFlush: async () => {},
  shutdown: async () => {},
  ...parts,
})

const linked = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }

describe('a span processor', () => {
  test('of OpenTelemetry hands complete spans to its exporter', () => {
    const exporter = new InMemorySpanExporter()
    const { tracer, ended } = openStandardTracing([new SimpleSpanProcessor({ exporter })])
    const parent = trace.setSpanContext(ROOT_CONTEXT, { ...linked, isRemote: true })
    const options = { kind: SpanKind.CLIENT, attributes: { a: 1 }, links: [{ context: linked, attributes: { l: 1 } }] }
    const span = tracer.startSpan('work', { ...options, startTime: [1_700_000_000, 900_000_000] }, parent)
    span.addEvent('event', { e: 1 }, [1_700_000_001, 0]).setStatus({ code: 2, message: 'no' }).end([1_700_000_002, 1])

    const [read] = exporter.getFinishedSpans()
    assert.ok(read)
    assert.deepEqual(read.spanContext(), span.spanContext())
    assert.deepEqual(read.parentSpanContext, { ...linked, isRemote: true })
    assert.deepEqual([read.name, read.kind, read.ended], ['work', SpanKind.CLIENT, true])
    assert.deepEqual([read.startTime, read.endTime, read.duration].flat(), [
      ...[1_700_000_000, 900_000_000],
      ...[1_700_000_002, 1],
      ...[1, 100_000_001],
    ])
    assert.deepEqual([read.attributes, read.status], [{ a: 1 }, { code: 2, message: 'no' }])
    assert.deepEqual(read.links, [{ context: linked, attributes: { l: 1 }, droppedAttributesCount: 0 }])
    const event = { name: 'event', time: [1_700_000_001, 0], attributes: { e: 1 }, droppedAttributesCount: 0 }
    assert.deepEqual(read.events, [event])
    assert.deepEqual(read.resource.attributes, { 'service.name': 'test' })
    assert.deepEqual(read.instrumentationScope, { name: 'test', version: '1.2.3' })
    assert.deepEqual([read.droppedAttributesCount, read.droppedEventsCount, read.droppedLinksCount], [0, 0, 0])
    assert.equal(ended.length, 1)
  })

  test('can change a span when it starts and while it is ending, and what it sets is recorded', () => {
    const seen: unknown[] = []
    const { tracer, ended } = openStandardTracing([
      processor({
        onStart: (span, parentContext) => {
          seen.push(span.attributes, span.ended, span.duration)
          span.setAttribute('parent', trace.getSpanContext(parentContext)?.spanId)
        },
        onEnding: span => {
          seen.push(span.isRecording())
          span.setAttribute('late', span.duration[0] >= 0).end()
        },
        onEnd: span => seen.push(span.ended),
      }),
    ])
    const parent = trace.setSpanContext(ROOT_CONTEXT, linked)
    tracer.startSpan('work', { attributes: { before: 1 } }, parent).end()
    assert.deepEqual(ended[0]?.attributes.entries, ['before', 1, 'parent', linked.spanId, 'late', true])
    assert.deepEqual(seen, [{ before: 1 }, false, [-1, -1], true, true])
    assert.equal(ended.length, 1)
  })

  test('sees no parent where the app asked for a root', () => {
    const parents: unknown[] = []
    const onStart: SpanProcessor['onStart'] = (span, parentContext) =>
      void parents.push(span.parentSpanContext, trace.getSpan(parentContext))
    const { tracer } = openStandardTracing([processor({ onStart })])
    tracer.startSpan('work', { root: true }, trace.setSpanContext(ROOT_CONTEXT, linked)).end()
    assert.deepEqual(parents, [undefined, undefined])
  })

  test('that throws harms neither the app nor the next processor', async () => {
    const seen: ReadableSpan[] = []
    const fail = () => assert.fail('as it must')
    const broken = processor({ onStart: fail, onEnding: fail, onEnd: fail, forceFlush: fail, shutdown: fail })
    const { tracer, extensions } = openStandardTracing([broken, processor({ onEnd: span => seen.push(span) })])
    for (const name of ['a', 'b']) tracer.startSpan(name).end()
    assert.deepEqual(
      seen.map(span => span.name),
      ['a', 'b'],
    )
    await extensions.forceFlush()
    await extensions.shutdown()
  })

  test('may wrap a span by Object.create() or a Proxy, as some exporters do', () => {
    const seen: ReadableSpan[] = []
    const { tracer } = openStandardTracing([processor({ onEnd: span => seen.push(span) })])
    tracer.startSpan('work', { attributes: { secret: 1 } }).end()
    const [span] = seen
    assert.ok(span)
    const redacted: ReadableSpan = Object.create(span, { attributes: { value: {} } })
    assert.deepEqual([redacted.name, redacted.attributes, redacted.ended], ['work', {}, true])
    assert.equal(new Proxy(span, {}).spanContext(), span.spanContext())
  })
})

describe('a sampler of the app', () => {
  const deciding = (decision: SamplingDecision): Sampler => ({
    shouldSample: () => ({ decision }),
    toString: () => 'deciding',
  })
  const flagsOf = (sampler: Sampler) => {
    const told: string[] = []
    const onStart = (span: ReadableSpan) => void told.push(span.name)
    const { tracer, ended } = openStandardTracing([processor({ onStart })], { sampler })
    const span = tracer.startSpan('work')
    const { traceFlags } = span.spanContext()
    span.end()
    return { isSampled: traceFlags & 1, told: told.length, recorded: ended.length }
  }

  test('decides the flags; whatever it says, the span is recorded and may be kept', () => {
    const { RECORD_AND_SAMPLED, RECORD, NOT_RECORD } = SamplingDecision
    const outcomes = [RECORD_AND_SAMPLED, RECORD, NOT_RECORD].map(decision => {
      const { isSampled, told, recorded } = flagsOf(deciding(decision))
      return [isSampled, told, recorded]
    })
    assert.deepEqual(outcomes, [
      [1, 1, 1],
      [0, 1, 1],
      [0, 0, 1],
    ])
  })

  test('is asked with attributes and links, and adds attributes and trace state of its own', () => {
    const asked: unknown[] = []
    const sampler: Sampler = {
      shouldSample: (_context, traceId, ...rest) => {
        asked.push(traceId, ...rest)
        const attributes = { by: 'sampler' }
        return { decision: SamplingDecision.RECORD_AND_SAMPLED, attributes, traceState: createTraceState('s=1') }
      },
      toString: () => 'asking',
    }
    const { tracer, ended } = openStandardTracing([], { sampler })
    const links = [{ context: linked, attributes: {} }]
    const span = tracer.startSpan('work', { kind: SpanKind.SERVER, attributes: { a: 1 }, links })
    span.end()
    const seenLinks = [{ ...links[0], droppedAttributesCount: 0 }]
    assert.deepEqual(asked, [span.spanContext().traceId, 'work', SpanKind.SERVER, { a: 1 }, seenLinks])
    assert.equal(span.spanContext().traceState?.serialize(), 's=1')
    assert.deepEqual(
      ended[0]?.attributes.entries.filter((_, i) => i % 2 === 1),
      [1, 'sampler'],
    )
  })

  test('that fails leaves the decision to ours', () => {
    const { isSampled, told } = flagsOf({ ...deciding(0), shouldSample: () => assert.fail('as it must') })
    assert.deepEqual([isSampled, told], [1, 1])
  })

  test('that says no to a span below one that it said yes to starts a local trace there, and the reverse ends none', () => {
    const byName: Sampler = {
      shouldSample: (_context, _traceId, name) => ({ decision: name === 'yes' ? 2 : 0 }),
      toString: () => 'byName',
    }
    const { tracer, ended } = openStandardTracing([], { sampler: byName })
    const below = (span: ReturnType<typeof tracer.startSpan>) => trace.setSpan(ROOT_CONTEXT, span)
    const yes = tracer.startSpan('yes')
    const no = tracer.startSpan('no', {}, below(yes))
    const again = tracer.startSpan('yes', {}, below(no))
    for (const span of [again, no, yes]) span.end()
    const [inner, middle, outer] = ended
    assert.equal(outer?.localTrace, undefined)
    assert.equal(middle?.localTrace?.root, middle)
    assert.deepEqual([inner?.localTrace, inner?.isSampled], [middle?.localTrace, true])
  })
})

describe('an id generator of the app', () => {
  const ids = { generateTraceId: () => linked.traceId, generateSpanId: () => linked.spanId }

  test('gives the ids of roots, and of children their own', () => {
    const { tracer } = openStandardTracing([], { idGenerator: ids })
    const root = tracer.startSpan('root')
    // Not known to be random: 1 and not 3.
    assert.deepEqual(root.spanContext(), linked)
    const other = { ...linked, traceId: '1'.repeat(32) }
    const child = tracer.startSpan('child', {}, trace.setSpanContext(ROOT_CONTEXT, other)).spanContext()
    assert.deepEqual([child.traceId, child.spanId], [other.traceId, linked.spanId])
  })

  const wrong = { 'of zeros': '0'.repeat(32), 'too short': 'abc', 'in capitals': 'A'.repeat(32), 'no text': 5 as never }
  for (const [how, id] of Object.entries(wrong)) {
    test(`whose ids are ${how} is replaced by ours`, () => {
      const idGenerator = { generateTraceId: () => id, generateSpanId: () => id }
      const { traceId, spanId } = openStandardTracing([], { idGenerator }).tracer.startSpan('work').spanContext()
      assert.ok(trace.isSpanContextValid({ traceId, spanId, traceFlags: 0 }))
      assert.notEqual(traceId, id)
    })
  }
})
