import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AttributeValue, createTraceState, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { type AnyValue, ProtoWriter, type Span } from '@throughline/otlp'
import fc from 'fast-check'
import { BatchEncoder } from '../exporter/batch.ts'
import { maxAttributeValues, maxValueDepth } from '../limits.ts'
import { decode, plain } from '../testing/receiver.ts'
import { recordsWith } from '../testing/ring-records.ts'
import { openTracer } from '../testing/tracing.ts'
import type { RecordedSpan } from '../trace/span.ts'
import { defaultSpanLimits } from '../trace/span-limits.ts'
import { readTraceparent } from '../trace/trace-parent.ts'
import type { RecordingTracer } from '../trace/tracer.ts'
import { encodeSpan } from './span-encoder.ts'

const ownLimits = { attributeCount: 4, eventCount: 2, linkCount: 1, eventAttributeCount: 2, linkAttributeCount: 1 }
const limits = { ...defaultSpanLimits, ...ownLimits }

/** Makes a span, ends it, encodes it as the recorder does, and reads it back with the other package's decoder. */
function roundTrip(build: (span: RecordedSpan, tracer: RecordingTracer) => void, startTime?: Date | number): Span {
  const { tracer, ended, start } = openTracer({ limits })
  const span = start('named', { kind: SpanKind.CONSUMER, ...(startTime === undefined ? {} : { startTime }) })
  build(span, tracer)
  span.end()
  assert.ok(ended.includes(span))
  return decodedSpan(span)
}

function decodedSpan(span: RecordedSpan): Span {
  const proto = ProtoWriter.growing()
  encodeSpan(proto, span)
  const catalog = { entry: () => new Uint8Array() }
  const { body } = new BatchEncoder(catalog).encode(recordsWith([proto.written()]))
  const decoded = decode(body)[0]?.span
  assert.ok(decoded)
  return decoded
}

describe('a span on the wire', () => {
  test('has the ids, kind, name and flags that it has in the app', () => {
    let context = { traceId: '', spanId: '' }
    const decoded = roundTrip(span => {
      context = span.updateName('renamed').spanContext()
    })
    assert.equal(decoded.traceId, context.traceId)
    assert.equal(decoded.spanId, context.spanId)
    assert.equal(decoded.parentSpanId, '')
    assert.equal(decoded.name, 'renamed')
    assert.equal(decoded.kind, 5)
    assert.equal(decoded.flags, 0x101)
    assert.ok(decoded.endTimeUnixNano >= decoded.startTimeUnixNano)
  })

  test('continues a remote parent, its trace state included', () => {
    const header = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const parent = readTraceparent(header, 'a=1,b=2')
    const { tracer } = openTracer({ limits })
    const decoded = decodedSpan(tracer.startChild('child', SpanKind.SERVER, parent))
    assert.equal(decoded.traceId, '0af7651916cd43dd8448eb211c80319c')
    assert.equal(decoded.parentSpanId, 'b7ad6b7169203331')
    assert.equal(decoded.traceState, 'a=1,b=2')
    assert.equal(decoded.flags, 0x301)
  })

  test('keeps every kind of attribute value', () => {
    const decoded = roundTrip(span => {
      span.setAttribute('scalars', ['text é 🎉', true, 7, -7, 1.5, Number.NaN, 2n ** 63n - 1n, 2n ** 63n, null])
      span.setAttribute('bytes', new Uint8Array([0, 255]))
      span.setAttribute('map', { a: { b: [1, 'x'] }, skipped: undefined })
      span.setAttribute('big', 2 ** 53 - 1)
    })
    assert.deepEqual(decoded.attributes, [
      {
        key: 'scalars',
        value: {
          kind: 'array',
          values: [
            { kind: 'string', value: 'text é 🎉' },
            { kind: 'bool', value: true },
            { kind: 'int', value: 7n },
            { kind: 'int', value: -7n },
            { kind: 'double', value: 1.5 },
            { kind: 'double', value: Number.NaN },
            { kind: 'int', value: 2n ** 63n - 1n },
            { kind: 'string', value: (2n ** 63n).toString() },
            { kind: 'empty' },
          ],
        },
      },
      { key: 'bytes', value: { kind: 'bytes', value: new Uint8Array([0, 255]) } },
      {
        key: 'map',
        value: {
          kind: 'kvlist',
          entries: [
            {
              key: 'a',
              value: {
                kind: 'kvlist',
                entries: [
                  {
                    key: 'b',
                    value: {
                      kind: 'array',
                      values: [
                        { kind: 'int', value: 1n },
                        { kind: 'string', value: 'x' },
                      ],
                    },
                  },
                ],
              },
            },
          ],
        },
      },
      { key: 'big', value: { kind: 'int', value: 2n ** 53n - 1n } },
    ])
  })

  test('keeps any string and number that an app can set', () => {
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.double(), fc.maxSafeInteger())
    fc.assert(
      fc.property(value, expected => {
        const decoded = roundTrip(span => span.setAttribute('key', expected))
        const actual = plain(decoded.attributes).key
        assert.deepEqual(typeof actual === 'bigint' ? Number(actual) : actual, Object.is(expected, -0) ? 0 : expected)
      }),
    )
  })

  test('takes the last value of a key, and counts what is above the limit', () => {
    const decoded = roundTrip(span => {
      span.setAttributes({ a: 1, b: 2, c: 3, d: 4 })
      span.setAttribute('a', 'again').setAttribute('e', 5).setAttribute('f', 6)
      span
        .setAttribute('', 'no key')
        .setAttribute('u', undefined)
        .setAttribute('g', () => {})
    })
    assert.deepEqual(plain(decoded.attributes), { a: 'again', b: 2n, c: 3n, d: 4n })
    assert.equal(decoded.droppedAttributesCount, 2)
  })

  test('keeps the newest events and links up to their limits, with times and attributes', () => {
    const at = new Date(1_700_000_000_123)
    const linked = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
    const decoded = roundTrip(span => {
      span.addEvent('oldest').addEvent('first', { n: 1 }, at).addEvent('second', at)
      span.addLinks([{ context: linked }])
      span.addLink({
        context: { ...linked, traceState: createTraceState('v=1'), isRemote: true },
        attributes: { l: 1 },
      })
    })
    assert.deepEqual(
      decoded.events.map(event => [event.name, event.timeUnixNano, plain(event.attributes)]),
      [
        ['first', 1_700_000_000_123_000_000n, { n: 1n }],
        ['second', 1_700_000_000_123_000_000n, {}],
      ],
    )
    assert.equal(decoded.droppedEventsCount, 1)
    const [link] = decoded.links
    assert.deepEqual(
      [link?.traceId, link?.spanId, link?.traceState, link?.flags],
      [linked.traceId, linked.spanId, 'v=1', 0x301],
    )
    assert.equal(decoded.droppedLinksCount, 1)
  })

  test('counts the attributes of an event and of a link that are above their limits', () => {
    const decoded = roundTrip(span => {
      span.addEvent('event', { a: 1, b: 2, c: 3 })
      const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
      span.addLink({ context, attributes: { a: 1, b: 2, c: 3 }, droppedAttributesCount: 4 })
    })
    const [event, link] = [decoded.events[0], decoded.links[0]]
    assert.deepEqual([event?.attributes.length, event?.droppedAttributesCount], [2, 1])
    assert.deepEqual([link?.attributes.length, link?.droppedAttributesCount], [1, 6])
  })

  test('keeps a link whose context is rubbish, without ids', () => {
    const decoded = roundTrip(span => span.addLink({ context: { traceId: 'x', spanId: '', traceFlags: 0 } }))
    assert.equal(decoded.links[0]?.traceId, '')
  })

  test('has the status that was set last, unless it was OK', () => {
    const failed = roundTrip(span =>
      span
        .setStatus({ code: SpanStatusCode.ERROR, message: 'first' })
        .setStatus({ code: SpanStatusCode.ERROR, message: 'second' })
        .setStatus({ code: SpanStatusCode.UNSET }),
    )
    assert.deepEqual(failed.status, { code: 2, message: 'second' })
    const fine = roundTrip(span =>
      span.setStatus({ code: SpanStatusCode.OK, message: 'ignored' }).setStatus({ code: SpanStatusCode.ERROR }),
    )
    assert.deepEqual(fine.status, { code: 1, message: '' })
  })

  test('has the exact times that the app gave, in each form the API allows', () => {
    const span = (startTime: Date | number | [number, number]) => {
      const made = openTracer({ limits }).start('timed', { startTime })
      made.end([1_700_000_001, 999_999_999])
      return decodedSpan(made)
    }
    assert.equal(span([1_700_000_000, 123_456_789]).startTimeUnixNano, 1_700_000_000_123_456_789n)
    assert.equal(span([2_500_000_000, 1]).startTimeUnixNano, 2_500_000_000_000_000_001n)
    assert.equal(span(new Date(1_700_000_000_123)).startTimeUnixNano, 1_700_000_000_123_000_000n)
    assert.equal(span(1_700_000_000_000.5).startTimeUnixNano, 1_700_000_000_000_500_000n)
    assert.equal(span([1, 0]).endTimeUnixNano, 1_700_000_001_999_999_999n)
    const now = BigInt(Date.now()) * 1_000_000n
    const difference = now - span(performance.now()).startTimeUnixNano
    assert.ok(difference > -60_000_000_000n && difference < 60_000_000_000n)
    assert.ok(span(new Date(Number.NaN)).startTimeUnixNano > 1_700_000_000_000_000_000n)
  })

  test('is not changed by what happens after its end, nor by later changes of a value', () => {
    const list = ['before']
    let ended: RecordedSpan | undefined
    const decoded = roundTrip(span => {
      span.setAttribute('list', list)
      list.push('after')
      ended = span
    })
    assert.ok(ended)
    assert.equal(ended.isRecording(), false)
    ended.setAttribute('late', 1).addEvent('late').updateName('late').setStatus({ code: SpanStatusCode.ERROR }).end()
    assert.deepEqual(decodedSpan(ended), decoded)
    assert.deepEqual(decoded.attributes[0]?.value, { kind: 'array', values: [{ kind: 'string', value: 'before' }] })
  })

  test('copies parts that point at each other up to the limit of values, not along every path', () => {
    const count = (value: AnyValue): number => {
      if (value.kind === 'kvlist') return value.entries.reduce((sum, entry) => sum + 1 + count(entry.value), 0)
      return value.kind === 'array' ? value.values.length : 0
    }
    const valuesIn = (value: unknown) => {
      const decoded = roundTrip(span => span.setAttribute('key', value as AttributeValue))
      return count(decoded.attributes[0]?.value ?? { kind: 'empty' })
    }
    const web: Record<string, unknown> = {}
    for (const key of 'abcdefgh') web[key] = web
    assert.equal(valuesIn(web), maxAttributeValues)
    assert.equal(valuesIn(new Array(maxAttributeValues).fill(1)), maxAttributeValues)
    assert.equal(valuesIn(new Array(maxAttributeValues + 1).fill(1)), maxAttributeValues)
  })

  test('survives what the types forbid and JavaScript allows, and throws nothing at the app', () => {
    const wrong = (value: unknown) => value as never
    const trap = new Proxy({}, { get: () => assert.fail('the trap went off') })
    const decoded = roundTrip((span, tracer) => {
      for (const key of [undefined, 5, Symbol('key'), {}]) span.setAttribute(wrong(key), 1)
      span.setAttributes(wrong(null)).addLink(wrong(undefined)).addLink(wrong({})).addLinks(wrong(7))
      span
        .setStatus(wrong(undefined))
        .setStatus(wrong({ code: 99 }))
        .updateName(wrong(Symbol('name')))
      span.addEvent(wrong(Object.create(null)), {}, wrong('yesterday'))
      span.recordException(wrong(trap))
      for (const nothing of [null, undefined]) {
        tracer.startSpan(wrong(nothing), wrong(nothing), wrong(nothing)).end()
        tracer.startActiveSpan('inner', wrong(nothing), wrong(nothing), inner => inner.end())
      }
      tracer.startSpan('odd', wrong({ attributes: 5, links: 5, startTime: 'now' })).end(wrong({}))
    })
    assert.equal(decoded.name, 'Symbol(name)')
    assert.deepEqual([decoded.attributes, decoded.links, decoded.status.code], [[], [], 0])
    assert.deepEqual(
      decoded.events.map(({ name, attributes }) => [name, plain(attributes)]),
      [
        ['', {}],
        ['exception', { 'exception.type': '_OTHER' }],
      ],
    )
  })

  test('survives values that cannot be copied: a cycle, a getter that throws', () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    const decoded = roundTrip(span => {
      span.setAttribute('cycle', cycle)
      span.setAttribute('trap', {
        get value() {
          throw new Error('not yours')
        },
      })
    })
    let depth = 0
    let value = decoded.attributes[0]?.value
    while (value?.kind === 'kvlist') {
      depth++
      value = value.entries[0]?.value
    }
    assert.equal(depth, maxValueDepth)
    assert.deepEqual(decoded.attributes[1]?.value, { kind: 'empty' })
  })
})
