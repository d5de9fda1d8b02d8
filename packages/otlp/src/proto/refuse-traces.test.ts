import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyResourceSpans, emptyScopeSpans, emptySpan } from '../drafts/traces.ts'
import { anyValueDepthMax, hollowBelowBytes, hollowMessagesMax, varintBytesMax } from '../limits.ts'
import type { AnyValue } from '../model/common.ts'
import type { Span, TracesData } from '../model/traces.ts'
import { payload, readSpan, spanOf } from '../testing/internal/span-payload.ts'
import { unwrap, unwrapError } from '../testing/internal/unwrap.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { readTracesProto } from './read-traces.ts'
import { writeTracesProto } from './write-traces.ts'

const refused = (write: (writer: ProtoWriter) => void): string => unwrapError(readTracesProto(payload(write)))

/** Where the span's fields begin: behind three message headers of two bytes. */
const spanOffset = 6

test('what lies behind the given bytes is never read', () => {
  const bytes = payload(w => w.string(5, 'name'))
  const memory = new Uint8Array(bytes.length + 20).fill(0x41)
  memory.set(bytes, 10)
  const view = memory.subarray(10, 10 + bytes.length)
  assert.equal(spanOf(unwrap(readTracesProto(view))).name, 'name')
  assert.match(unwrapError(readTracesProto(view.subarray(0, -1))), /^byte \d+ announces \d+ bytes where \d+ are left$/)
})

test('a wrong wire type is refused with the field and the byte', () => {
  assert.equal(
    refused(w => w.varint(5, 1)),
    `byte ${spanOffset + 1} is inside field 5, which has wire type 0 instead of 2`,
  )
  assert.match(
    refused(w => w.string(7, 'x')),
    /field 7, which has wire type 2 instead of 1$/,
  )
  assert.match(
    refused(w => w.fixed64(16, 1n)),
    /field 16, which has wire type 1 instead of 5$/,
  )
  assert.match(
    refused(w => w.fixed32(9, 1)),
    /field 9, which has wire type 5 instead of 2$/,
  )
  assert.match(
    refused(w => w.string(6, 'x')),
    /field 6, which has wire type 2 instead of 0$/,
  )
})

test('groups and wire types that do not exist are refused', () => {
  for (const wireType of [3, 4, 6, 7]) {
    const sentence = refused(w => w.raw(Uint8Array.of(0xa0 | wireType, 0x06)))
    assert.match(
      sentence,
      new RegExp(`^byte \\d+ is inside field 100, whose wire type ${wireType} proto3 does not have$`),
    )
  }
})

test('field number 0 and tags of more than 32 bits are refused', () => {
  assert.equal(
    refused(w => w.raw(Uint8Array.of(0x00, 0x00))),
    `byte ${spanOffset} is no field tag`,
  )
  assert.match(
    refused(w => w.raw(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x1f, 0x00))),
    /is no field tag$/,
  )
})

test(`a number may have ${varintBytesMax} bytes and not one more`, () => {
  const number = (byteCount: number) => (w: ProtoWriter) =>
    w.raw(Uint8Array.of(0x50, ...new Uint8Array(byteCount - 1).fill(0x80), 0x00))
  assert.equal(readSpan(number(varintBytesMax)).droppedAttributesCount, 0)
  assert.equal(refused(number(varintBytesMax + 1)), `byte ${spanOffset + 1} begins a number of more than 10 bytes`)
})

test('a length beyond the end is refused before anything is allocated', () => {
  const huge = refused(w => w.raw(Uint8Array.of(0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)))
  assert.match(huge, /^byte 7 announces 18446744073709552000 bytes where 0 are left$/)
})

/** A value nested `depth` deep, itself included: lists in lists, or key-value lists in key-value lists. */
function nested(kind: 'array' | 'kvlist', depth: number): TracesData {
  let value: AnyValue = { kind: 'empty' }
  for (let i = 1; i < depth; i++) {
    value = kind === 'array' ? { kind, values: [value] } : { kind, entries: [{ key: 'k', value }] }
  }
  const span: Span = { ...emptySpan(), attributes: [{ key: 'deep', value }] }
  return { resourceSpans: [{ ...emptyResourceSpans(), scopeSpans: [{ ...emptyScopeSpans(), spans: [span] }] }] }
}

test(`values nest ${anyValueDepthMax} deep and not one more`, () => {
  for (const kind of ['array', 'kvlist'] as const) {
    const deepest = nested(kind, anyValueDepthMax)
    assert.deepEqual(unwrap(readTracesProto(writeTracesProto(deepest))), deepest)
    const sentence = unwrapError(readTracesProto(writeTracesProto(nested(kind, anyValueDepthMax + 1))))
    assert.match(sentence, /^byte \d+ begins a value nested deeper than 31$/)
    unwrapError(readTracesProto(writeTracesProto(nested(kind, 1000))))
  }
})

test(`${hollowMessagesMax} messages may be almost empty and not one more`, () => {
  const emptyEvents = (count: number) => (w: ProtoWriter) => {
    for (let i = 0; i < count; i++) w.bytes(11, new Uint8Array(0))
  }
  assert.equal(readSpan(emptyEvents(hollowMessagesMax)).events.length, hollowMessagesMax)
  assert.match(
    refused(emptyEvents(hollowMessagesMax + 1)),
    /one more than the 10000 messages that may be almost empty$/,
  )
})

test('a message of honest length is not hollow', () => {
  const event = ProtoWriter.growing()
  event.fixed64(1, 1n)
  assert.equal(event.written().length, hollowBelowBytes.event)
  const span = readSpan(w => {
    for (let i = 0; i <= hollowMessagesMax; i++) w.bytes(11, event.written())
  })
  assert.equal(span.events.length, hollowMessagesMax + 1)
})
