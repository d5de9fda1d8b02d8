import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import fc from 'fast-check'
import { BatchEncoder } from '../exporter/batch.ts'
import { maxUndecidedSpans } from '../limits.ts'
import { CatalogReader } from '../recorder/catalog.ts'
import { createMemory } from '../recorder/memory.ts'
import { Recorder } from '../recorder/recorder.ts'
import { openRing } from '../recorder/ring-layout.ts'
import { RingReader } from '../recorder/ring-reader.ts'
import { readStats } from '../recorder/stats.ts'
import { decode, plain, type ReceivedSpan } from '../testing/receiver.ts'
import { openTracer } from '../testing/tracing.ts'
import type { RecordedSpan } from '../trace/span.ts'
import type { TraceParent } from '../trace/trace-parent.ts'
import { alwaysOff, alwaysOn, type HeadSampler } from './head-sampler.ts'
import type { KeepSettings } from './keep-policy.ts'

interface Options {
  readonly keep?: Partial<KeepSettings>
  readonly sampler?: HeadSampler
  readonly ringBytes?: number
  readonly recordBytes?: number
}

/** A recorder and what its exporter would send. */
function open({ keep, sampler = alwaysOff, ringBytes = 1 << 20, recordBytes = 1 << 15 }: Options = {}) {
  const memory = createMemory(ringBytes, recordBytes)
  const settings: KeepSettings = { slowerThanMs: Number.POSITIVE_INFINITY, tracesPerSecond: 1_000, ...keep }
  const recorder = new Recorder(memory, () => new Uint8Array(), settings)
  const { tracer, start } = openTracer({ sink: recorder, sampler })
  const { control } = openRing(memory.ring)
  const reader = new RingReader(openRing(memory.ring))
  const encoder = new BatchEncoder(new CatalogReader(control, memory.catalog))
  return {
    recorder,
    start: (name: string, parent?: TraceParent) => tracer.startChild(name, SpanKind.INTERNAL, parent),
    startSeparate: (name: string, parent: RecordedSpan) =>
      tracer.startSpan(name, { root: true }, trace.setSpan(ROOT_CONTEXT, parent)),
    startedAt: (name: string, ms: number) => start(name, { startTime: [0, ms * 1e6] }),
    stats: () => readStats(control),
    /** What has become due since the last time, in its order. */
    sent: () => {
      const received: ReceivedSpan[] = []
      while (reader.hasMore()) received.push(...decode(encoder.encode(reader.read()).body))
      return received.map(({ span }) => span)
    },
  }
}

const fail = (span: RecordedSpan) => span.setStatus({ code: SpanStatusCode.ERROR }).end()
const names = (spans: readonly { name: string }[]) => spans.map(({ name }) => name)
const keptFor = (spans: ReturnType<ReturnType<typeof open>['sent']>) =>
  spans.flatMap(({ name, attributes }) => {
    const reason = plain(attributes)['throughline.kept']
    return reason === undefined ? [] : [[name, reason]]
  })
const one = { tracesPerSecond: 1e-6 }

describe('a local trace whose head decision was no', () => {
  test('stays where it is while nothing is the matter', () => {
    const { start, sent, stats } = open()
    const root = start('root')
    start('child', root).end()
    root.end()
    start('late', root).end()
    assert.deepEqual(sent(), [])
    const { recorded, kept, limited } = stats()
    assert.deepEqual([recorded, kept, limited], [0, 0, 0])
  })

  for (const failing of ['root', 'child', 'grandchild', 'sibling']) {
    test(`leaves whole, in the order in which it ended, when the ${failing} fails`, () => {
      const { start, sent, stats } = open()
      const root = start('root')
      const child = start('child', root)
      const grandchild = start('grandchild', child)
      const sibling = start('sibling', root)
      for (const span of [grandchild, child, sibling, root]) {
        if (span.name === failing) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      }
      const spans = sent()
      assert.deepEqual(names(spans), ['grandchild', 'child', 'sibling', 'root'])
      const [ofGrandchild, ofChild, ofSibling, ofRoot] = spans
      assert.deepEqual(
        [ofGrandchild?.parentSpanId, ofChild?.parentSpanId, ofSibling?.parentSpanId, ofRoot?.parentSpanId],
        [ofChild?.spanId, ofRoot?.spanId, ofRoot?.spanId, ''],
      )
      assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1)
      assert.deepEqual(keptFor(spans), [['root', 'error']])
      assert.deepEqual([stats().recorded, stats().kept], [4, 1])
    })
  }

  test('leaves from the first failure on, before its root has ended', () => {
    const { start, sent } = open()
    const root = start('root')
    start('before', root).end()
    fail(start('failing', root))
    assert.deepEqual(names(sent()), ['before', 'failing'])
    start('after', root).end()
    assert.deepEqual(names(sent()), ['after'])
    root.end()
    start('late', root).end()
    const rest = sent()
    assert.deepEqual(names(rest), ['root', 'late'])
    assert.deepEqual(keptFor(rest), [['root', 'error']])
  })

  test('leaves whole for a failure after its root has ended, and the root says why', () => {
    const { start, sent } = open()
    const root = start('root')
    start('child', root).end()
    root.end()
    const late = start('late', root)
    assert.deepEqual(sent(), [])
    fail(late)
    const spans = sent()
    assert.deepEqual(names(spans), ['child', 'root', 'late'])
    assert.deepEqual(keptFor(spans), [['root', 'error']])
  })

  test('leaves when its root was slow, not when another span was', () => {
    const { startedAt, start, sent } = open({ keep: { slowerThanMs: 250 } })
    const fast = startedAt('fast', 1_000)
    start('child', fast).end([900, 0])
    fast.end([1, 250e6])
    assert.deepEqual(sent(), [])
    const slow = startedAt('slow', 1_000)
    start('child', slow).end()
    slow.end([1, 251e6])
    const spans = sent()
    assert.deepEqual(names(spans), ['child', 'slow'])
    assert.deepEqual(keptFor(spans), [['slow', 'slow']])
  })

  test('is one of several within each other: a new root, and a caller that came back from outside', () => {
    const { start, startSeparate, sent } = open()
    const outer = start('outer')
    const separate = startSeparate('separate', outer)
    const remote = start('from outside', { ...idsOf(outer), isRemote: true })
    fail(start('in outside', remote))
    remote.end()
    const spans = sent()
    assert.deepEqual(names(spans), ['in outside', 'from outside'])
    assert.deepEqual(keptFor(spans), [['from outside', 'error']])
    outer.end()
    assert.deepEqual(sent(), [])
    separate.setStatus({ code: SpanStatusCode.ERROR }).end()
    assert.deepEqual(names(sent()), ['separate'])
  })

  test('whatever its shape, leaves whole and once if a span of it failed, and not at all if none did', () => {
    const step = fc.record({ isNew: fc.boolean(), isRoot: fc.boolean(), at: fc.nat(), fails: fc.nat({ max: 9 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), steps => {
        const { start, sent, stats } = open()
        const spans: { readonly span: RecordedSpan; readonly root: string; isEnded: boolean; isFailed: boolean }[] = []
        for (const [i, { isNew, isRoot, at, fails }] of steps.entries()) {
          const picked = spans[at % Math.max(spans.length, 1)]
          if (picked === undefined || (isNew && isRoot)) {
            spans.push({ span: start(`${i}`), root: `${i}`, isEnded: false, isFailed: false })
          } else if (isNew) {
            spans.push({ span: start(`${i}`, picked.span), root: picked.root, isEnded: false, isFailed: false })
          } else if (!picked.isEnded) {
            picked.isEnded = true
            picked.isFailed = fails === 0
            if (picked.isFailed) fail(picked.span)
            else picked.span.end()
          }
        }
        const failed = new Set(spans.filter(({ isFailed }) => isFailed).map(({ root }) => root))
        const expected = spans.filter(({ root, isEnded }) => isEnded && failed.has(root)).map(({ span }) => span.name)
        assert.deepEqual(names(sent()).sort(), expected.sort())
        assert.deepEqual([stats().kept, stats().forgotten], [failed.size, 0])
      }),
    )
  })
})

describe('what cannot be kept whole', () => {
  test('had too many spans before there was a reason: the older ones gave way, and are counted', () => {
    const { start, sent, stats } = open({ ringBytes: 1 << 23 })
    const root = start('root')
    const childCount = maxUndecidedSpans + 100
    for (let i = 0; i < childCount; i++) start(`${i}`, root).end()
    fail(root)
    const spans = names(sent())
    assert.deepEqual(spans, [...Array.from({ length: childCount }, (_, i) => `${i}`).slice(1 - spans.length), 'root'])
    assert.ok(spans.length > maxUndecidedSpans / 2)
    assert.deepEqual([stats().forgotten, stats().lapped], [childCount + 1 - spans.length, 0])
  })

  test('was too large for the ring: the others leave', () => {
    const { start, sent, stats } = open({ recordBytes: 1 << 10 })
    const root = start('root')
    start('before', root).end()
    start('large', root)
      .setAttribute('text', 'x'.repeat(1 << 10))
      .end()
    start('after', root).end()
    fail(root)
    assert.deepEqual(names(sent()), ['before', 'after', 'root'])
    assert.deepEqual([stats().tooLarge, stats().forgotten], [1, 0])
  })

  test('is one too many in a second: it stays, counts once, and is not asked about again', () => {
    const { recorder, start, sent, stats } = open({ keep: one })
    fail(start('first'))
    const second = start('second')
    fail(start('child', second))
    assert.equal(recorder.keep(second), false)
    fail(second)
    assert.deepEqual(names(sent()), ['first'])
    assert.deepEqual([stats().kept, stats().limited], [1, 1])
  })

  test('is everything, uncounted, where nothing is to be kept', () => {
    const { recorder, start, sent, stats } = open({ keep: { tracesPerSecond: 0, slowerThanMs: 0 } })
    const root = start('root')
    assert.equal(recorder.keep(root), false)
    fail(start('child', root))
    fail(root)
    recorder.endOpenSpans()
    assert.deepEqual(sent(), [])
    assert.deepEqual([stats().kept, stats().limited], [0, 0])
  })
})

describe('a local trace that is asked for', () => {
  test('leaves, what has ended and what is to come, and those it calls from then on are told to sample', () => {
    const { recorder, start, sent } = open()
    const root = start('root')
    start('before', root).end()
    const span = start('asking', root)
    assert.equal(root.spanContext().traceFlags & 1, 0)
    assert.equal(recorder.keep(span), true)
    assert.equal(recorder.keep(span), true)
    const after = start('after', span)
    for (const each of [root, span, after]) assert.equal(each.spanContext().traceFlags & 1, 1)
    after.end()
    span.end()
    root.end()
    const spans = sent()
    assert.deepEqual(names(spans), ['before', 'after', 'asking', 'root'])
    assert.deepEqual(keptFor(spans), [['root', 'requested']])
  })

  test('after a failure is kept already, and those it calls are told now', () => {
    const { recorder, start, sent, stats } = open({ keep: one })
    const root = start('root')
    fail(start('child', root))
    assert.equal(recorder.keep(root), true)
    assert.equal(root.isSampled, true)
    root.end()
    assert.deepEqual(keptFor(sent()), [['root', 'error']])
    assert.equal(stats().kept, 1)
  })

  test('is there already where the head decision was yes, and costs nothing of the limit', () => {
    const { recorder, start, sent, stats } = open({ sampler: alwaysOn, keep: { tracesPerSecond: 0 } })
    const root = start('root')
    assert.equal(recorder.keep(root), true)
    root.end()
    assert.deepEqual(names(sent()), ['root'])
    assert.equal(stats().kept, 0)
  })
})

test('a local trace that is open when the process fails is kept as an error, its open spans unfinished', () => {
  const { recorder, start, sent } = open()
  const root = start('root')
  start('done', root).end()
  const child = start('child', root)
  recorder.endOpenSpans()
  child.end()
  const spans = sent()
  assert.deepEqual(names(spans), ['done', 'root', 'child'])
  assert.deepEqual(keptFor(spans), [['root', 'error']])
  assert.deepEqual(
    spans.map(({ attributes }) => plain(attributes)['throughline.unfinished']),
    [undefined, true, true],
  )
})

function idsOf(span: RecordedSpan): TraceParent {
  const { traceId0, traceId1, traceId2, traceId3, spanId0, spanId1, traceFlags, traceState, isRemote } = span
  return { traceId0, traceId1, traceId2, traceId3, spanId0, spanId1, traceFlags, traceState, isRemote }
}
