import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { emptyResourceSpans, emptyScopeSpans, emptySpan } from '../drafts.ts'
import { anyValueDepthMax, hollowBelowBytes, hollowMessagesMax, varintBytesMax } from '../limits.ts'
import type { AnyValue, Span, TracesData } from '../model.ts'
import { everyField } from '../testing/every-field.ts'
import { unwrap, unwrapError } from '../testing/unwrap.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { readTracesProto } from './read-traces.ts'
import { writeTracesProto } from './write-traces.ts'

/** Writes a message field around what `write` writes. */
function message(writer: ProtoWriter, field: number, write: () => void): void {
  const mark = writer.begin(field)
  write()
  writer.end(mark)
}

/** A payload of one span whose fields `write` writes. */
function payload(write: (writer: ProtoWriter) => void): Uint8Array {
  const writer = ProtoWriter.growing()
  message(writer, 1, () => message(writer, 2, () => message(writer, 2, () => write(writer))))
  return writer.written()
}

function spanOf(data: TracesData): Span {
  const span = data.resourceSpans[0]?.scopeSpans[0]?.spans[0]
  assert.ok(span)
  return span
}

const readSpan = (write: (writer: ProtoWriter) => void): Span => spanOf(unwrap(readTracesProto(payload(write))))

const refused = (write: (writer: ProtoWriter) => void): string => unwrapError(readTracesProto(payload(write)))

/** The value of the only attribute of a span. */
const readValue = (write: (writer: ProtoWriter) => void): AnyValue | undefined =>
  readSpan(w => message(w, 9, () => write(w))).attributes[0]?.value

/** Where the span's fields begin: behind three message headers of two bytes. */
const spanOffset = 6

test('an empty payload is no spans', () => {
  assert.deepEqual(readTracesProto(new Uint8Array(0)), { ok: true, value: { resourceSpans: [] } })
})

test('unknown fields of every wire type are passed over, at every level', () => {
  const writeUnknown = (w: ProtoWriter) => {
    w.varint(1000, 2 ** 40)
    w.fixed64(1001, 1n)
    w.string(1002, 'from the future')
    w.fixed32(1003, 1)
  }
  const writer = ProtoWriter.growing()
  writeUnknown(writer)
  message(writer, 1, () => {
    writeUnknown(writer)
    message(writer, 1, () => writeUnknown(writer))
    message(writer, 2, () => {
      writeUnknown(writer)
      message(writer, 1, () => writeUnknown(writer))
      message(writer, 2, () => {
        writeUnknown(writer)
        for (const field of [9, 11, 13, 15]) message(writer, field, () => writeUnknown(writer))
      })
    })
  })
  const span = spanOf(unwrap(readTracesProto(writer.written())))
  assert.deepEqual([span.attributes.length, span.events.length, span.links.length], [1, 1, 1])
})

test('of a single value that comes twice the last one wins', () => {
  const span = readSpan(w => {
    w.string(5, 'first')
    w.string(5, 'second')
  })
  assert.equal(span.name, 'second')
})

test('a message that comes twice is merged', () => {
  const span = readSpan(w => {
    message(w, 15, () => w.string(2, 'kept'))
    message(w, 15, () => w.varint(3, 2))
  })
  assert.deepEqual(span.status, { code: 2, message: 'kept' })

  const writer = ProtoWriter.growing()
  message(writer, 1, () => {
    for (const key of ['a', 'b']) message(writer, 1, () => message(writer, 1, () => writer.string(1, key)))
    for (const key of ['c', 'd']) {
      message(writer, 2, () => message(writer, 1, () => message(writer, 3, () => writer.string(1, key))))
    }
  })
  const group = unwrap(readTracesProto(writer.written())).resourceSpans[0]
  assert.deepEqual(
    group?.resource.attributes.map(attribute => attribute.key),
    ['a', 'b'],
  )
  assert.deepEqual(
    group?.scopeSpans.map(scopeSpans => scopeSpans.scope.attributes[0]?.key),
    ['c', 'd'],
  )
})

test('of a oneof the last member wins, and two lists of the same kind are one', () => {
  const twice = readValue(w => {
    message(w, 2, () => w.string(1, 'replaced'))
    message(w, 2, () => w.varint(3, -5))
  })
  assert.deepEqual(twice, { kind: 'int', value: -5n })

  const lists = readValue(w => {
    message(w, 2, () => message(w, 5, () => message(w, 1, () => w.bool(2, true))))
    message(w, 2, () => message(w, 5, () => message(w, 1, () => w.bool(2, false))))
    message(w, 2, () => {})
  })
  assert.deepEqual(lists, {
    kind: 'array',
    values: [
      { kind: 'bool', value: true },
      { kind: 'bool', value: false },
    ],
  })

  const other = readValue(w => {
    message(w, 2, () => message(w, 5, () => message(w, 1, () => w.bool(2, true))))
    message(w, 2, () => message(w, 6, () => message(w, 1, () => w.string(1, 'key'))))
  })
  assert.deepEqual(other, { kind: 'kvlist', entries: [{ key: 'key', value: { kind: 'empty' } }] })
})

test('ids are hex of whatever length came', () => {
  const span = readSpan(w => {
    w.hex(1, 'AB')
    w.bytes(2, new Uint8Array(9))
  })
  assert.equal(span.traceId, 'ab')
  assert.equal(span.spanId, '00'.repeat(9))
})

test('numbers wider than their field lose the upper bits', () => {
  const span = readSpan(w => {
    w.varint(10, 2 ** 32 + 7)
    w.varint64(6, -1n)
  })
  assert.equal(span.droppedAttributesCount, 7)
  assert.equal(span.kind, -1)
})

test('text that is not UTF-8 keeps its readable letters', () => {
  assert.equal(readSpan(w => w.bytes(5, Uint8Array.of(0x61, 0xff, 0x62))).name, 'a\ufffdb')
  assert.equal(readSpan(w => w.bytes(5, Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).name, '\ufeffa')
})

test('bytes are plain arrays also when the payload is a Buffer, and views of it', () => {
  const bytes = Buffer.from(payload(w => message(w, 9, () => message(w, 2, () => w.bytes(7, Uint8Array.of(1, 2))))))
  const value = spanOf(unwrap(readTracesProto(bytes))).attributes[0]?.value
  assert.deepEqual(value, { kind: 'bytes', value: Uint8Array.of(1, 2) })
  assert.equal(value.value.buffer, bytes.buffer)
})

test('a payload cut anywhere is refused or shorter, and the sentence names a byte inside it', () => {
  const bytes = writeTracesProto(everyField())
  for (let length = 0; length < bytes.length; length++) {
    const result = readTracesProto(bytes.subarray(0, length))
    if (length === 0) assert.ok(result.ok)
    else assert.ok(Number(/^byte (\d+) /.exec(unwrapError(result))?.[1]) <= length)
  }
})

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
    assert.match(sentence, /^byte \d+ begins a value nested deeper than 32$/)
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

/** A change made to valid bytes: overwrite one, remove some, or repeat some. */
interface Mutation {
  readonly kind: 'set' | 'remove' | 'repeat'
  readonly at: number
  readonly length: number
  readonly byte: number
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('set', 'remove', 'repeat'),
  at: fc.nat({ max: 100_000 }),
  length: fc.integer({ min: 1, max: 40 }),
  byte: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 0x7f, 0x80, 0xff)),
})

function mutate(bytes: Uint8Array, { kind, at, length, byte }: Mutation) {
  const start = at % bytes.length
  const before = bytes.subarray(0, start)
  const chosen = bytes.subarray(start, start + length)
  const after = bytes.subarray(start + length)
  if (kind === 'set') return Buffer.concat([before, Uint8Array.of(byte), bytes.subarray(start + 1)])
  return Buffer.concat(kind === 'remove' ? [before, after] : [before, chosen, chosen, after])
}

test('damaged payloads give a sentence, or traces that can be written and read again', () => {
  const valid = writeTracesProto(everyField())
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 5 }), mutations => {
      const result = readTracesProto(mutations.reduce<Uint8Array>((bytes, one) => mutate(bytes, one), valid))
      if (result.ok) assert.deepEqual(unwrap(readTracesProto(writeTracesProto(result.value))), result.value)
      else assert.match(result.error, /^byte \d+ (is|begins|announces) /)
    }),
    { numRuns: 500 },
  )
})

test('any bytes at all give a sentence or traces', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => assert.doesNotThrow(() => readTracesProto(bytes))))
})
