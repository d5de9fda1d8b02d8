import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SpanKind } from '@opentelemetry/api'
import { ProtoWriter, readTracesProto, type Span } from '@throughline/otlp'
import { BatchEncoder } from '../exporter/batch.ts'
import { maxOpenSpanNameBytes, maxOpenSpans } from '../limits.ts'
import { plain } from '../testing/receiver.ts'
import { payloadsOf, recordsWith } from '../testing/ring-records.ts'
import { openTracer } from '../testing/tracing.ts'
import type { RecordedSpan } from '../trace/span.ts'
import { OpenSpanReader } from './open-span-reader.ts'
import { createOpenSpans, OpenSpans } from './open-spans.ts'
import { encodeSpan } from './span-encoder.ts'

function openSlots() {
  const memory = createOpenSpans()
  const writer = new OpenSpans(memory)
  const reader = new OpenSpanReader(memory)
  const sink = {
    begin: (span: RecordedSpan) => writer.add(span),
    rename: (span: RecordedSpan) => writer.rename(span.openSlot, span),
    record: (span: RecordedSpan) => writer.remove(span.openSlot, span),
  }
  const { start } = openTracer({ sink })
  return { writer, reader, start, told: () => decode(payloadsOf(reader.takeUnfinished())) }
}

function decode(payloads: readonly Uint8Array[]): readonly Span[] {
  const nothing = new Uint8Array(0)
  const result = readTracesProto(new BatchEncoder({ entry: () => nothing }).encode(recordsWith(payloads)).body)
  assert.ok(result.ok)
  return result.value.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
}

function encoded(span: RecordedSpan): Uint8Array {
  const proto = ProtoWriter.growing()
  encodeSpan(proto, span)
  return proto.written()
}

const names = (spans: readonly Span[]): readonly string[] => spans.map(({ name }) => name)

describe('the spans that are open', () => {
  test('are told as they will be when they have ended, but for what comes later', () => {
    const { start, told } = openSlots()
    const span = start('work', { kind: SpanKind.CLIENT })
    const [unfinished] = told()
    span.end()
    const [finished] = decode([encoded(span)])
    assert.ok(unfinished && finished)
    assert.deepEqual(plain(unfinished.attributes), { 'throughline.unfinished': true })
    assert.deepEqual({ ...unfinished, attributes: [], endTimeUnixNano: finished.endTimeUnixNano }, finished)
  })

  test('are told once each, and not at all when they have ended', () => {
    const { start, told } = openSlots()
    const ended = start('ended')
    start('open')
    ended.end()
    assert.deepEqual(names(told()), ['open'])
    start('later')
    assert.deepEqual(names(told()), ['later'])
    assert.deepEqual(names(told()), [])
  })

  test('have the name that they were given last', () => {
    const { start, told } = openSlots()
    start('GET').updateName('GET /users/:id')
    assert.deepEqual(names(told()), ['GET /users/:id'])
  })

  test('have names of so many characters, and what is longer is cut', () => {
    const { start, told } = openSlots()
    for (const length of [maxOpenSpanNameBytes, maxOpenSpanNameBytes + 1]) start('ü'.repeat(length))
    assert.deepEqual(names(told()), ['ü'.repeat(maxOpenSpanNameBytes), 'ü'.repeat(maxOpenSpanNameBytes)])
  })

  test('have a question mark for each part of a character that takes two bytes', () => {
    const { start, told } = openSlots()
    start('名')
    assert.deepEqual(names(told()), ['?'])
  })

  test('are so many, and the oldest gives way to one more', () => {
    const { start, told, writer } = openSlots()
    const [oldest, ...others] = Array.from({ length: maxOpenSpans }, (_, i) => start(`span ${i}`))
    assert.equal(writer.all().length, maxOpenSpans)
    const newest = start('one more')
    assert.deepEqual(new Set(writer.all()), new Set([...others, newest]))
    oldest?.end()
    assert.equal(writer.all().length, maxOpenSpans)
    assert.equal(told().length, maxOpenSpans)
  })

  test('are looked for by how long they have been open', () => {
    const { start, reader, told } = openSlots()
    assert.equal(reader.hasOpenSince(Number.POSITIVE_INFINITY), false)
    const span = start('work')
    assert.equal(reader.hasOpenSince(span.startSeconds), false)
    assert.equal(reader.hasOpenSince(span.startSeconds + 1), true)
    told()
    assert.equal(reader.hasOpenSince(span.startSeconds + 1), false)
  })
})
