import { emptyExemplar, emptyNumberPoint, emptyQuantile, emptySummaryPoint } from '../drafts/metrics.ts'
import { hollowBelowBytes } from '../limits.ts'
import type { SpanId, TraceId } from '../model/common.ts'
import type { Exemplar, NumberDataPoint, NumberValue, SummaryDataPoint, ValueAtQuantile } from '../model/metrics.ts'
import { unixNano } from '../time.ts'
import type { ProtoReader } from '../wire/proto-reader.ts'
import { readKeyValue } from './read-common.ts'
import { readSfixed64 } from './read-numbers.ts'

const readInt = (reader: ProtoReader): NumberValue => ({ kind: 'int', value: readSfixed64(reader) })
const readDouble = (reader: ProtoReader): NumberValue => ({ kind: 'double', value: reader.double() })

export function readNumberPoint(reader: ProtoReader): NumberDataPoint {
  const point = emptyNumberPoint()
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
        point.value = readDouble(reader)
        break
      case 5:
        point.exemplars.push(readExemplar(reader))
        break
      case 6:
        point.value = readInt(reader)
        break
      case 7:
        point.attributes.push(readKeyValue(reader))
        break
      case 8:
        point.flags = reader.uint32()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return point
}

export function readSummaryPoint(reader: ProtoReader): SummaryDataPoint {
  const point = emptySummaryPoint()
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
        point.quantileValues.push(readQuantile(reader))
        break
      case 7:
        point.attributes.push(readKeyValue(reader))
        break
      case 8:
        point.flags = reader.uint32()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return point
}

function readQuantile(reader: ProtoReader): ValueAtQuantile {
  const quantile = emptyQuantile()
  const outer = reader.enter(hollowBelowBytes.quantile)
  while (reader.next()) {
    if (reader.field === 1) quantile.quantile = reader.double()
    else if (reader.field === 2) quantile.value = reader.double()
    else reader.skip()
  }
  reader.leave(outer)
  return quantile
}

export function readExemplar(reader: ProtoReader): Exemplar {
  const exemplar = emptyExemplar()
  const outer = reader.enter(hollowBelowBytes.dataPoint)
  while (reader.next()) {
    switch (reader.field) {
      case 2:
        exemplar.timeUnixNano = unixNano(reader.fixed64())
        break
      case 3:
        exemplar.value = readDouble(reader)
        break
      case 4:
        exemplar.spanId = reader.hex() as SpanId
        break
      case 5:
        exemplar.traceId = reader.hex() as TraceId
        break
      case 6:
        exemplar.value = readInt(reader)
        break
      case 7:
        exemplar.filteredAttributes.push(readKeyValue(reader))
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return exemplar
}
