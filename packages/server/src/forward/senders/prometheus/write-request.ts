import { ProtoWriter } from '@throughline/otlp'
import type { Labels } from './labels.ts'
import type { NativeHistogram } from './native-histogram.ts'

/** `MetricMetadata.MetricType`. */
export const metricTypes = { counter: 1, gauge: 2, histogram: 3, summary: 5 } as const
export type MetricType = keyof typeof metricTypes

/** What Prometheus takes for "this series has ended", one of the many NaN. */
const staleBits = 0x7ff0_0000_0000_0002n

/** Builds `prometheus.WriteRequest` of remote write 1.0. */
export interface WriteRequest {
  /** `value` is undefined where none was recorded. */
  sample(name: string, labels: Labels, value: number | undefined, timeUnixMs: bigint): void
  histogram(name: string, labels: Labels, histogram: NativeHistogram, timeUnixMs: bigint): void
  describe(name: string, type: MetricType, help: string, unit: string): void
  readonly seriesCount: number
  bytes(): Uint8Array
}

export function createWriteRequest(): WriteRequest {
  const writer = ProtoWriter.growing()
  const described = new Set<string>()
  let seriesCount = 0

  function series(name: string, labels: Labels, write: () => void): void {
    const mark = writer.begin(1)
    writeLabels(writer, new Map([...labels, ['__name__', name]]))
    write()
    writer.end(mark)
    seriesCount++
  }

  return {
    get seriesCount() {
      return seriesCount
    },
    sample(name, labels, value, timeUnixMs) {
      series(name, labels, () => {
        const mark = writer.begin(2)
        if (value === undefined) writer.fixed64(1, staleBits)
        else writer.double(1, value)
        writer.varint64(2, timeUnixMs)
        writer.end(mark)
      })
    },
    histogram: (name, labels, histogram, timeUnixMs) =>
      series(name, labels, () => writeHistogram(writer, histogram, timeUnixMs)),
    describe(name, type, help, unit) {
      if (described.has(name)) return
      described.add(name)
      const mark = writer.begin(3)
      writer.varint(1, metricTypes[type])
      writer.string(2, name)
      writer.string(4, help)
      writer.string(5, unit)
      writer.end(mark)
    },
    bytes: () => writer.written(),
  }
}

/** "Labels MUST be sorted", and one without a value is none (remote write 1.0, "Labels"). */
function writeLabels(writer: ProtoWriter, labels: Labels): void {
  const sorted = [...labels].filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [name, value] of sorted) {
    const mark = writer.begin(1)
    writer.string(1, name)
    writer.string(2, value)
    writer.end(mark)
  }
}

function writeHistogram(writer: ProtoWriter, histogram: NativeHistogram, timeUnixMs: bigint): void {
  const mark = writer.begin(4)
  writer.varint64(1, histogram.count)
  writer.double(3, histogram.sum)
  writer.varint(4, zigzag(histogram.schema))
  writer.double(5, histogram.zeroThreshold)
  writer.varint64(6, histogram.zeroCount)
  writeBuckets(writer, 8, histogram.negative)
  writeBuckets(writer, 11, histogram.positive)
  writer.varint64(15, timeUnixMs)
  writer.end(mark)
}

/** One span of all buckets, and each count as its difference to the one before. */
function writeBuckets(writer: ProtoWriter, field: number, { index, counts }: NativeHistogram['positive']): void {
  if (counts.length === 0) return
  const mark = writer.begin(field)
  writer.varint(1, zigzag(index))
  writer.varint(2, counts.length)
  writer.end(mark)
  let before = 0n
  for (const count of counts) {
    writer.varint64(field + 1, zigzag64(count - before))
    before = count
  }
}

/** Signed numbers of the types `sint32` and `sint64` (protobuf encoding, "Signed Integers"). */
const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
const zigzag64 = (value: bigint): bigint => (value < 0n ? -2n * value - 1n : 2n * value)
