import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyValue } from '../model/common.ts'
import { message, payload, readSpan, spanOf } from '../testing/internal/span-payload.ts'
import { unwrap } from '../testing/internal/unwrap.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { readTracesProto } from './read-traces.ts'

/** The value of the only attribute of a span. */
const readValue = (write: (writer: ProtoWriter) => void): AnyValue | undefined =>
  readSpan(w => message(w, 9, () => write(w))).attributes[0]?.value

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
