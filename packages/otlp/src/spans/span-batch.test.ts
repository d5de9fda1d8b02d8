import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Span, TracesData } from '../model/traces.ts'
import { readTracesProto } from '../proto/read-traces.ts'
import { writeTracesProto } from '../proto/write-traces.ts'
import type { Result } from '../result.ts'
import { everyField } from '../testing/every-field.ts'
import { arbitraryTraces } from '../testing/internal/arbitrary-traces.ts'
import { mutate, mutation } from '../testing/internal/mutation.ts'
import { message, payload } from '../testing/internal/span-payload.ts'
import { unwrap, unwrapError } from '../testing/internal/unwrap.ts'
import type { ProtoWriter } from '../wire/proto-writer.ts'
import { readSpanBatch, type SpanBatch } from './span-batch.ts'

type Write = (writer: ProtoWriter) => void

const spansOf = (data: TracesData): readonly Span[] =>
  data.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))

/** Without the groups in which nothing is. */
const withSpans = (data: TracesData): TracesData => ({
  resourceSpans: data.resourceSpans
    .map(group => ({ ...group, scopeSpans: group.scopeSpans.filter(({ spans }) => spans.length > 0) }))
    .filter(({ scopeSpans }) => scopeSpans.length > 0),
})

const everySpan = ({ spanCount }: SpanBatch): readonly number[] => Array.from({ length: spanCount }, (_, span) => span)

/** What the batch tells of a span, and what the model does. */
const told = (batch: SpanBatch, span: number) => ({
  traceId: batch.traceIdHex(span),
  spanId: batch.spanIdHex(span),
  parentSpanId: batch.parentSpanIdHex(span),
  name: batch.name(span),
  kind: batch.kind(span),
  startTimeUnixNano: batch.startUnixNano(span),
  endTimeUnixNano: batch.endUnixNano(span),
  code: batch.statusCode(span),
})

const known = ({ traceId, spanId, parentSpanId, name, kind, startTimeUnixNano, endTimeUnixNano, status }: Span) => ({
  traceId,
  spanId,
  parentSpanId,
  name,
  kind,
  startTimeUnixNano,
  endTimeUnixNano,
  code: status.code,
})

/** The slow, obvious reader is the oracle. */
function assertSame(bytes: Uint8Array): void {
  const expected: Result<TracesData> = readTracesProto(bytes)
  const actual = readSpanBatch(bytes)
  if (!expected.ok) {
    assert.equal(unwrapError(actual), expected.error)
    return
  }
  const batch = unwrap(actual)
  const spans = spansOf(expected.value)
  assert.deepEqual(
    everySpan(batch).map(span => told(batch, span)),
    spans.map(known),
  )
  spans.forEach((span, at) => {
    // A key that was not UTF-8 has a name in the model, by which nobody would ask for it.
    for (const { key } of span.attributes.filter(attribute => !attribute.key.includes('\ufffd'))) {
      assert.deepEqual(batch.attribute(at, key), span.attributes.find(attribute => attribute.key === key)?.value)
    }
  })
  assert.deepEqual(unwrap(readTracesProto(batch.select(everySpan(batch)))), withSpans(expected.value))
}

test('a batch holds what the request holds, whatever that is', () => {
  fc.assert(fc.property(arbitraryTraces, data => assertSame(writeTracesProto(data))))
})

test('what the reader of objects refuses is refused with the same sentence, and damaged bytes that it reads are read alike', () => {
  const valid = writeTracesProto(everyField())
  assertSame(valid)
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 5 }), mutations =>
      assertSame(mutations.reduce<Uint8Array>((bytes, one) => mutate(bytes, one), valid)),
    ),
    { numRuns: 2000 },
  )
})

test('a request that ends within the tag behind an attribute is refused with the same sentence', () => {
  const kinds: readonly Write[] = [
    w => w.string(1, 'a'),
    w => w.bool(2, true),
    w => w.varint(3, 300),
    w => w.double(4, 0.5),
  ]
  for (const write of kinds) {
    assertSame(
      payload(w => {
        message(w, 9, () => {
          w.string(1, 'key')
          message(w, 2, () => write(w))
        })
        // Of more than one byte, the rest of which is missing.
        w.raw(Uint8Array.of(0x80))
      }),
    )
  }
})

test('any bytes at all are read or refused alike', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), assertSame))
})

test('fields that come twice are merged: the last single value wins, lists go on', () => {
  const value = (write: Write) => (w: ProtoWriter) => message(w, 2, () => write(w))
  const text = (of: string) => value(w => w.string(1, of))
  const array = (...texts: readonly string[]) =>
    value(w =>
      message(w, 5, () => {
        for (const each of texts) message(w, 1, () => w.string(1, each))
      }),
    )
  const values: readonly (readonly Write[])[] = [
    [value(w => w.varint(3, 1)), text('last')],
    [array('a'), array('b', 'c')],
    [array('a'), value(w => w.bool(2, true)), array('b')],
    [value(w => w.double(4, 1.5)), value(() => undefined)],
  ]
  assertSame(
    payload(w => {
      for (const name of ['first', 'second']) w.string(5, name)
      for (const code of [1, 2]) message(w, 15, () => w.varint(3, code))
      values.forEach((writes, at) => {
        message(w, 9, () => {
          w.string(1, `key ${at}`)
          for (const write of writes) write(w)
        })
        message(w, 11, () => message(w, 3, () => w.string(1, 'of an event between')))
      })
    }),
  )
})

test('an attribute that the span has not is that of its resource', () => {
  const text = (key: string, value: string) => ({ key, value: { kind: 'string', value } }) as const
  const [first, ...others] = everyField().resourceSpans
  assert.ok(first)
  const resource = { ...first.resource, attributes: [text('of.both', 'resource'), text('of.resource', 'resource')] }
  const scopeSpans = first.scopeSpans.map(group => ({
    ...group,
    spans: group.spans.map(span => ({ ...span, attributes: [text('of.both', 'span')] })),
  }))
  const batch = unwrap(
    readSpanBatch(writeTracesProto({ resourceSpans: [{ ...first, resource, scopeSpans }, ...others] })),
  )
  assert.deepEqual(batch.attribute(0, 'of.both'), { kind: 'string', value: 'span' })
  assert.deepEqual(batch.attribute(0, 'of.resource'), { kind: 'string', value: 'resource' })
  assert.equal(batch.attribute(0, 'of.nobody'), undefined)
})

test('some spans are chosen, named in any order, and each group of them comes once', () => {
  fc.assert(
    fc.property(arbitraryTraces, fc.infiniteStream(fc.boolean()), (data, coins) => {
      const batch = unwrap(readSpanBatch(writeTracesProto(data)))
      const chosen = everySpan(batch).filter(() => coins.next().value)
      let span = 0
      const expected = {
        resourceSpans: data.resourceSpans.map(resource => ({
          ...resource,
          scopeSpans: resource.scopeSpans.map(scope => ({
            ...scope,
            spans: scope.spans.filter(() => chosen.includes(span++)),
          })),
        })),
      }
      assert.deepEqual(unwrap(readTracesProto(batch.select(chosen.toReversed()))), withSpans(expected))
    }),
  )
})

test('fields that we do not know go on with the spans that are chosen', () => {
  const unknown = payload(w => {
    w.string(5, 'kept')
    w.string(1000, 'of a later version')
  })
  const batch = unwrap(readSpanBatch(unknown))
  assert.deepEqual(batch.select([0]), unknown)
})
