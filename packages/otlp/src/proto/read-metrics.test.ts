import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hollowBelowBytes, hollowMessagesMax } from '../limits.ts'
import type { MetricData } from '../model/metrics.ts'
import { message, payload } from '../testing/internal/span-payload.ts'
import { unwrap, unwrapError } from '../testing/internal/unwrap.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { readMetricsProto } from './read-metrics.ts'

// A metric is where a span is in the payload of traces: below the resource and the scope.

function readData(write: (writer: ProtoWriter) => void): MetricData {
  const metric = unwrap(readMetricsProto(payload(write))).resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]
  assert.ok(metric)
  return metric.data
}

const refused = (write: (writer: ProtoWriter) => void): string => unwrapError(readMetricsProto(payload(write)))

/** Both repeated numbers of a histogram's only point, whose fields `write` writes. */
function readBuckets(write: (writer: ProtoWriter) => void) {
  const data = readData(w => message(w, 9, () => message(w, 1, () => write(w))))
  assert.ok(data.kind === 'histogram' && data.dataPoints[0])
  return { counts: data.dataPoints[0].bucketCounts, bounds: data.dataPoints[0].explicitBounds }
}

const packed = (...values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer)

test('a list of numbers may be packed, one by one, or in pieces', () => {
  const { counts, bounds } = readBuckets(w => {
    w.fixed64(6, 1n)
    w.bytes(7, packed(0.5, 1))
    w.fixed64(6, 2n)
    w.double(7, 2)
    w.bytes(7, packed(4))
    w.bytes(7, packed())
  })
  assert.deepEqual(counts, [1n, 2n])
  assert.deepEqual(bounds, [0.5, 1, 2, 4])

  const data = readData(w =>
    message(w, 10, () =>
      message(w, 1, () =>
        message(w, 8, () => {
          w.bytes(2, Uint8Array.of(0, 127, 0x80, 1))
          w.varint(2, 7)
        }),
      ),
    ),
  )
  assert.ok(data.kind === 'exponentialHistogram')
  assert.deepEqual(data.dataPoints[0]?.positive.bucketCounts, [0n, 127n, 128n, 7n])
})

test('a packed list that ends inside a number is refused, as is one of another type', () => {
  const histogram = (write: (w: ProtoWriter) => void) => (w: ProtoWriter) =>
    message(w, 9, () => message(w, 1, () => write(w)))
  assert.match(refused(histogram(w => w.bytes(6, new Uint8Array(9)))), /is where the message ends, inside field 6$/)
  assert.match(refused(histogram(w => w.varint(6, 1))), /inside field 6, which has wire type 0 instead of 1$/)
  const buckets = (write: (w: ProtoWriter) => void) => (w: ProtoWriter) =>
    message(w, 10, () => message(w, 1, () => message(w, 8, () => write(w))))
  assert.match(refused(buckets(w => w.bytes(2, Uint8Array.of(0x80)))), /is where the message ends, inside field 2$/)
})

test('of the kinds of a metric the last one wins, and two of the same kind are one', () => {
  const gauge = (w: ProtoWriter) => message(w, 5, () => message(w, 1, () => w.fixed64(6, -1n)))
  const sum = (w: ProtoWriter) => message(w, 7, () => w.bool(3, true))
  const replaced = readData(w => {
    gauge(w)
    sum(w)
    message(w, 7, () => w.varint(2, 2))
  })
  assert.deepEqual(replaced, { kind: 'sum', dataPoints: [], aggregationTemporality: 2, isMonotonic: true })
  const twice = readData(w => {
    gauge(w)
    gauge(w)
  })
  assert.ok(twice.kind === 'gauge')
  assert.deepEqual(
    twice.dataPoints.map(point => point.value),
    [
      { kind: 'int', value: -1n },
      { kind: 'int', value: -1n },
    ],
  )
})

test('of the two types of a number the last one wins', () => {
  const data = readData(w =>
    message(w, 5, () =>
      message(w, 1, () => {
        w.fixed64(6, 1n)
        w.double(4, 0)
      }),
    ),
  )
  assert.ok(data.kind === 'gauge')
  assert.deepEqual(data.dataPoints[0]?.value, { kind: 'double', value: 0 })
})

test('unknown fields of a metric, its kind and its points are passed over', () => {
  const writeUnknown = (w: ProtoWriter) => {
    w.varint(1000, 2 ** 40)
    w.fixed64(1001, 1n)
    w.string(1002, 'from the future')
    w.fixed32(1003, 1)
  }
  for (const kind of [5, 7, 9, 10, 11]) {
    const data = readData(w => {
      writeUnknown(w)
      message(w, kind, () => {
        writeUnknown(w)
        message(w, 1, () => writeUnknown(w))
      })
    })
    assert.equal(data.kind !== 'empty' && data.dataPoints.length, 1)
  }
})

test(`${hollowMessagesMax} points may be almost empty and not one more; those with a time are not`, () => {
  const points = (count: number, point: Uint8Array) => (w: ProtoWriter) =>
    message(w, 5, () => {
      for (let i = 0; i < count; i++) w.bytes(1, point)
    })
  const data = readData(points(hollowMessagesMax, new Uint8Array(0)))
  assert.equal(data.kind === 'gauge' && data.dataPoints.length, hollowMessagesMax)
  assert.match(refused(points(hollowMessagesMax + 1, new Uint8Array(0))), /one more than the 10000 messages/)

  const timed = ProtoWriter.growing()
  timed.fixed64(3, 1n)
  assert.equal(timed.written().length, hollowBelowBytes.dataPoint)
  const honest = readData(points(hollowMessagesMax + 1, timed.written()))
  assert.equal(honest.kind === 'gauge' && honest.dataPoints.length, hollowMessagesMax + 1)
})
