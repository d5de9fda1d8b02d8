import type { Draft } from '../drafts/common.ts'
import { emptyExponentialPoint, emptyHistogramPoint } from '../drafts/metrics.ts'
import { hollowBelowBytes } from '../limits.ts'
import type { Buckets, ExponentialHistogramDataPoint, HistogramDataPoint } from '../model/metrics.ts'
import { unixNano } from '../time.ts'
import type { ProtoReader } from '../wire/proto-reader.ts'
import { readKeyValue } from './read-common.ts'
import { readExemplar } from './read-data-points.ts'
import { readDoubles, readFixed64s, readSint32, readUint64s } from './read-numbers.ts'

export function readHistogramPoint(reader: ProtoReader): HistogramDataPoint {
  const point = emptyHistogramPoint()
  const outer = reader.enter(hollowBelowBytes.dataPoint)
  while (reader.next()) {
    switch (reader.field) {
      case 2:
        point.startTimeUnixNano = unixNano(reader.fixed64())
        break
      case 3:
        point.timeUnixNano = unixNano(reader.fixed64())
        break
      case 4:
        point.count = reader.fixed64()
        break
      case 5:
        point.sum = reader.double()
        break
      case 6:
        readFixed64s(reader, point.bucketCounts)
        break
      case 7:
        readDoubles(reader, point.explicitBounds)
        break
      case 8:
        point.exemplars.push(readExemplar(reader))
        break
      case 9:
        point.attributes.push(readKeyValue(reader))
        break
      case 10:
        point.flags = reader.uint32()
        break
      case 11:
        point.min = reader.double()
        break
      case 12:
        point.max = reader.double()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return point
}

export function readExponentialPoint(reader: ProtoReader): ExponentialHistogramDataPoint {
  const point = emptyExponentialPoint()
  const outer = reader.enter(hollowBelowBytes.dataPoint)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        point.attributes.push(readKeyValue(reader))
        break
      case 2:
        point.startTimeUnixNano = unixNano(reader.fixed64())
        break
      case 3:
        point.timeUnixNano = unixNano(reader.fixed64())
        break
      case 4:
        point.count = reader.fixed64()
        break
      case 5:
        point.sum = reader.double()
        break
      case 6:
        point.scale = readSint32(reader)
        break
      case 7:
        point.zeroCount = reader.fixed64()
        break
      case 8:
        mergeBuckets(reader, point.positive)
        break
      case 9:
        mergeBuckets(reader, point.negative)
        break
      case 10:
        point.flags = reader.uint32()
        break
      case 11:
        point.exemplars.push(readExemplar(reader))
        break
      case 12:
        point.min = reader.double()
        break
      case 13:
        point.max = reader.double()
        break
      case 14:
        point.zeroThreshold = reader.double()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return point
}

function mergeBuckets(reader: ProtoReader, buckets: Draft<Buckets>): void {
  const outer = reader.enter(0)
  while (reader.next()) {
    if (reader.field === 1) buckets.offset = readSint32(reader)
    else if (reader.field === 2) readUint64s(reader, buckets.bucketCounts)
    else reader.skip()
  }
  reader.leave(outer)
}
