import type { Buckets, ExponentialHistogramDataPoint } from '@throughline/otlp'

/** A histogram of Prometheus whose buckets grow by 2^(2^−schema). */
export interface NativeHistogram {
  readonly count: bigint
  readonly sum: number
  readonly schema: number
  readonly zeroThreshold: number
  readonly zeroCount: bigint
  readonly positive: NativeBuckets
  readonly negative: NativeBuckets
}

/** Neighbouring buckets; `index` is the first one's. */
interface NativeBuckets {
  readonly index: number
  readonly counts: readonly bigint[]
}

/** The finest that Prometheus has, */
const schemaMax = 8
/** and the coarsest. */
export const schemaMin = -4

/** What Prometheus assumes where nothing was said. */
const zeroThresholdDefault = 1e-128

/** Undefined where the buckets are coarser than Prometheus knows. */
export function nativeHistogram(point: ExponentialHistogramDataPoint): NativeHistogram | undefined {
  const schema = Math.min(point.scale, schemaMax)
  if (schema < schemaMin) return undefined
  const coarserBy = point.scale - schema
  return {
    count: point.count,
    sum: point.sum ?? 0,
    schema,
    zeroThreshold: point.zeroThreshold === 0 ? zeroThresholdDefault : point.zeroThreshold,
    zeroCount: point.zeroCount,
    positive: nativeBuckets(point.positive, coarserBy),
    negative: nativeBuckets(point.negative, coarserBy),
  }
}

/** OTLP numbers a bucket by its lower bound, Prometheus by its upper one; each step of scale halves the number. */
function nativeBuckets({ offset, bucketCounts }: Buckets, coarserBy: number): NativeBuckets {
  const indexOf = (at: number) => Math.floor((offset + at) / 2 ** coarserBy) + 1
  const index = indexOf(0)
  const counts: bigint[] = []
  for (const [at, count] of bucketCounts.entries()) {
    const to = indexOf(at) - index
    counts[to] = (counts[to] ?? 0n) + count
  }
  return { index, counts }
}
