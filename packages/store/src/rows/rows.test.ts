import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AnyValue,
  ProtoWriter,
  type ResourceSpans,
  readSpanBatch,
  type Span,
  type TracesData,
} from '@throughline/otlp'
import { everyField } from '@throughline/otlp/testing'
import fc from 'fast-check'
import { type Columns, readRow } from '../rowbinary/columns.ts'
import { RowReader } from '../rowbinary/reader.ts'
import { resourceColumns, scopeColumns } from '../schema/group-columns.ts'
import { spanColumns } from '../schema/span-columns.ts'
import { resourceSpans } from '../testing/arbitrary.ts'
import { attribute, batchOf, serviceSpans, spanIdOf, spanOf, tracesOf } from '../testing/spans.ts'
import { decodeSpans } from './decode.ts'
import { type EncodedRows, encodeSpans } from './encode.ts'

const throughRows = (data: TracesData): TracesData => decodeSpans(encodeSpans(batchOf(data)).bytes)

/** Resources that differ, so that they come back as many; a clone, because fast-check's have no prototype. */
const different = (resources: readonly ResourceSpans[]): TracesData =>
  structuredClone(
    tracesOf(...resources.map((resource, at) => ({ ...resource, schemaUrl: `${at} ${resource.schemaUrl}` }))),
  )

test('a request comes back from its rows with every field of every message', () => {
  assert.deepEqual(throughRows(everyField()), everyField())
})

test('a request comes back from its rows whatever its values are', () => {
  fc.assert(
    fc.property(fc.array(resourceSpans, { maxLength: 4 }), resources => {
      const data = different(resources)
      assert.deepEqual(throughRows(data), data)
    }),
    { numRuns: 300 },
  )
})

test('rows in pieces are the same rows, each piece as long as it has to be', () => {
  const spans = [1, 2, 3, 4, 5].map(number => spanOf({ spanId: spanIdOf(number) }))
  const batch = batchOf(tracesOf(serviceSpans('a', ...spans.slice(0, 2)), serviceSpans('b', ...spans.slice(2))))
  const whole = encodeSpans(batch)
  const rowBytes = whole.bytes.length / 5
  const piecesOf = (bytesEnough: number) => {
    const pieces: EncodedRows[] = []
    for (let span = 0; span < batch.spanCount; span += pieces.at(-1)?.rows ?? 0) {
      pieces.push(encodeSpans(batch, span, bytesEnough))
    }
    assert.deepEqual(Buffer.concat(pieces.map(({ bytes }) => bytes)), whole.bytes)
    return pieces.map(({ rows }) => rows)
  }
  assert.deepEqual(piecesOf(1), [1, 1, 1, 1, 1])
  assert.deepEqual(piecesOf(2 * rowBytes), [2, 2, 1])
  assert.deepEqual(piecesOf(2 * rowBytes + 1), [3, 2])
})

test('attributes are in the table as their texts', () => {
  const list: AnyValue = {
    kind: 'array',
    values: [
      { kind: 'bool', value: true },
      { kind: 'double', value: -0 },
    ],
  }
  const values: readonly [AnyValue, string][] = [
    [list, '{"arrayValue":{"values":[{"boolValue":true},{"doubleValue":"-0"}]}}'],
    [{ kind: 'empty' }, ''],
    [{ kind: 'string', value: 'ü' }, 'ü'],
    [{ kind: 'bool', value: false }, 'false'],
    [{ kind: 'int', value: -200n }, '-200'],
    [{ kind: 'double', value: 1e21 }, '1e+21'],
    [{ kind: 'bytes', value: Uint8Array.of(1, 2, 3) }, 'AQID'],
  ]
  const attributes = values.map(([value], at) => ({ key: `key ${at}`, value }))
  const from = new RowReader(encodeSpans(batchOf(tracesOf(serviceSpans('texts', spanOf({ attributes }))))).bytes)
  for (const columns of [resourceColumns, scopeColumns]) readRow<Columns>(columns, from)
  assert.deepEqual(
    readRow(spanColumns, from).SpanAttributes,
    values.map(([, text], at) => [`key ${at}`, text]),
  )
})

test('texts of any length are copied, the one by one and those at once', () => {
  const texts = [0, 1, 41, 42, 43, 127, 128, 129, 16_383, 16_384, 100_000].flatMap(length => [
    'x'.repeat(length),
    `${'x'.repeat(length)}ü😀`,
  ])
  const spans = texts.map((name, at) => spanOf({ name, spanId: spanIdOf(at + 1), attributes: [attribute(name, name)] }))
  const data = tracesOf(serviceSpans('texts', ...spans))
  assert.deepEqual(throughRows(data), data)
})

test('what is not UTF-8 becomes U+FFFD, in short texts and in long ones', () => {
  for (const length of [3, 127, 128, 129, 1000]) {
    const name = Buffer.alloc(length, 'x')
    name[1] = 0xff
    const read = readSpanBatch(requestOfSpan(w => w.bytes(5, name)))
    assert.ok(read.ok)
    const [span] = spansOf(decodeSpans(encodeSpans(read.value).bytes))
    assert.equal(span?.name, name.toString())
  }
})

test('whole numbers come back from where a double would lose them, and durations from where they turn', () => {
  const ints = [0n, 127n, 128n, 2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -1n, -(2n ** 63n)]
  const attributes = ints.map(value => ({ key: String(value), value: { kind: 'int', value } as const }))
  const times = [0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 32n + 1n, 2n ** 63n, 2n ** 64n - 1n]
  const spans = times.flatMap((start, i) =>
    times.map((end, j) =>
      spanOf({
        spanId: spanIdOf(100 * i + j + 1),
        startTimeUnixNano: start as Span['startTimeUnixNano'],
        endTimeUnixNano: end as Span['endTimeUnixNano'],
        attributes,
      }),
    ),
  )
  const data = tracesOf(serviceSpans('numbers', ...spans))
  assert.deepEqual(throughRows(data), data)
})

const spansOf = (data: TracesData): readonly Span[] =>
  data.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))

function requestOfSpan(write: (writer: ProtoWriter) => void): Uint8Array {
  const writer = ProtoWriter.growing()
  const marks = [1, 2, 2].map(field => writer.begin(field))
  write(writer)
  for (const mark of marks.toReversed()) writer.end(mark)
  return writer.written()
}
