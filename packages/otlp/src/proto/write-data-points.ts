import type {
  Buckets,
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  NumberDataPoint,
  NumberValue,
  SummaryDataPoint,
  ValueAtQuantile,
} from '../model/metrics.ts'
import type { ProtoWriter } from '../wire/proto-writer.ts'
import { writeAttributes, writeCount, writeFixed64, writeId } from './write-common.ts'
import {
  writeDouble,
  writeDoubles,
  writeFixed64s,
  writeOptionalDouble,
  writeSint32,
  writeUint64s,
} from './write-numbers.ts'

export function writeNumberPoint(writer: ProtoWriter, field: number, point: NumberDataPoint): void {
  const mark = writer.begin(field)
  writeFixed64(writer, 2, point.startTimeUnixNano)
  writeFixed64(writer, 3, point.timeUnixNano)
  writeAsDouble(writer, 4, point.value)
  for (const exemplar of point.exemplars) writeExemplar(writer, 5, exemplar)
  writeAsInt(writer, 6, point.value)
  writeAttributes(writer, 7, point.attributes)
  writeCount(writer, 8, point.flags)
  writer.end(mark)
}

// Of a `oneof` also the default is written. An int is `sfixed64`, whose bits are those of `fixed64`.

function writeAsDouble(writer: ProtoWriter, field: number, number: NumberValue): void {
  if (number.kind === 'double') writer.double(field, number.value)
}

function writeAsInt(writer: ProtoWriter, field: number, number: NumberValue): void {
  if (number.kind === 'int') writer.fixed64(field, number.value)
}

export function writeHistogramPoint(writer: ProtoWriter, field: number, point: HistogramDataPoint): void {
  const mark = writer.begin(field)
  writeFixed64(writer, 2, point.startTimeUnixNano)
  writeFixed64(writer, 3, point.timeUnixNano)
  writeFixed64(writer, 4, point.count)
  writeOptionalDouble(writer, 5, point.sum)
  writeFixed64s(writer, 6, point.bucketCounts)
  writeDoubles(writer, 7, point.explicitBounds)
  for (const exemplar of point.exemplars) writeExemplar(writer, 8, exemplar)
  writeAttributes(writer, 9, point.attributes)
  writeCount(writer, 10, point.flags)
  writeOptionalDouble(writer, 11, point.min)
  writeOptionalDouble(writer, 12, point.max)
  writer.end(mark)
}

export function writeExponentialPoint(writer: ProtoWriter, field: number, point: ExponentialHistogramDataPoint): void {
  const mark = writer.begin(field)
  writeAttributes(writer, 1, point.attributes)
  writeFixed64(writer, 2, point.startTimeUnixNano)
  writeFixed64(writer, 3, point.timeUnixNano)
  writeFixed64(writer, 4, point.count)
  writeOptionalDouble(writer, 5, point.sum)
  writeSint32(writer, 6, point.scale)
  writeFixed64(writer, 7, point.zeroCount)
  writeBuckets(writer, 8, point.positive)
  writeBuckets(writer, 9, point.negative)
  writeCount(writer, 10, point.flags)
  for (const exemplar of point.exemplars) writeExemplar(writer, 11, exemplar)
  writeOptionalDouble(writer, 12, point.min)
  writeOptionalDouble(writer, 13, point.max)
  writeDouble(writer, 14, point.zeroThreshold)
  writer.end(mark)
}

function writeBuckets(writer: ProtoWriter, field: number, buckets: Buckets): void {
  const mark = writer.begin(field)
  writeSint32(writer, 1, buckets.offset)
  writeUint64s(writer, 2, buckets.bucketCounts)
  writer.end(mark)
}

export function writeSummaryPoint(writer: ProtoWriter, field: number, point: SummaryDataPoint): void {
  const mark = writer.begin(field)
  writeFixed64(writer, 2, point.startTimeUnixNano)
  writeFixed64(writer, 3, point.timeUnixNano)
  writeFixed64(writer, 4, point.count)
  writeDouble(writer, 5, point.sum)
  for (const quantile of point.quantileValues) writeQuantile(writer, 6, quantile)
  writeAttributes(writer, 7, point.attributes)
  writeCount(writer, 8, point.flags)
  writer.end(mark)
}

function writeQuantile(writer: ProtoWriter, field: number, { quantile, value }: ValueAtQuantile): void {
  const mark = writer.begin(field)
  writeDouble(writer, 1, quantile)
  writeDouble(writer, 2, value)
  writer.end(mark)
}

function writeExemplar(writer: ProtoWriter, field: number, exemplar: Exemplar): void {
  const mark = writer.begin(field)
  writeFixed64(writer, 2, exemplar.timeUnixNano)
  writeAsDouble(writer, 3, exemplar.value)
  writeId(writer, 4, exemplar.spanId)
  writeId(writer, 5, exemplar.traceId)
  writeAsInt(writer, 6, exemplar.value)
  writeAttributes(writer, 7, exemplar.filteredAttributes)
  writer.end(mark)
}
