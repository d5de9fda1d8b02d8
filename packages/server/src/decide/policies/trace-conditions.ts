import { hexToBytes } from '@throughline/otlp'
import type { Condition } from './policy.ts'
import type { PolicySettings } from './settings.ts'
import { createTokenBucket } from './token-bucket.ts'
import type { TraceFacts } from './trace-facts.ts'

// Conditions on a trace as a whole.

type Block<Name extends keyof PolicySettings> = NonNullable<PolicySettings[Name]>

const whole = (holds: Condition['holds']): Condition => ({ spanTests: [], holds })

export const alwaysSample = (): Condition => whole(() => true)

/** Whole milliseconds, as the Collector compares them; its upper threshold belongs to the range, the lower does not. */
export function latency({ threshold_ms, upper_threshold_ms = 0 }: Block<'latency'>): Condition {
  const upperMs = upper_threshold_ms === 0 ? Infinity : upper_threshold_ms
  return whole(({ startUnixNano, endUnixNano }) => {
    const durationMs = Number((endUnixNano - startUnixNano) / 1_000_000n)
    return durationMs > threshold_ms && durationMs <= upperMs
  })
}

export function spanCount({ min_spans, max_spans = 0 }: Block<'span_count'>): Condition {
  const most = max_spans === 0 ? Infinity : max_spans
  return whole(trace => trace.spanCount >= min_spans && trace.spanCount <= most)
}

export function rateLimiting({ spans_per_second, burst_capacity = 0 }: Block<'rate_limiting'>): Condition {
  return limited(spans_per_second, burst_capacity, trace => trace.spanCount)
}

export function bytesLimiting({ bytes_per_second, burst_capacity = 0 }: Block<'bytes_limiting'>): Condition {
  return limited(bytes_per_second, burst_capacity, trace => trace.byteCount)
}

function limited(perSecond: number, burst: number, costOf: (trace: TraceFacts) => number): Condition {
  const bucket = createTokenBucket({ perSecond, capacity: burst === 0 ? 2 * perSecond : burst })
  return whole((trace, nowMs) => bucket.spend(costOf(trace), nowMs))
}

const hashMask = 2n ** 64n - 1n
const fnvOffset = 0xcbf29ce484222325n
const fnvPrime = 0x100000001b3n

/** FNV-1a over salt and trace id with the Collector's default salt, so that it and we keep the same traces. */
export function probabilistic(block: Block<'probabilistic'>): Condition {
  const { sampling_percentage, hash_salt = '' } = block
  const salted = fnv1a(fnvOffset, new TextEncoder().encode(hash_salt === '' ? 'default-hash-seed' : hash_salt))
  const threshold = thresholdOf(sampling_percentage)
  return whole(({ traceId }) => fnv1a(salted, hexToBytes(traceId) ?? []) <= threshold)
}

function fnv1a(start: bigint, bytes: Iterable<number>): bigint {
  let hash = start
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * fnvPrime) & hashMask
  return hash
}

/** Of 2⁶⁴ − 1, to the 53 bits that a percentage has. */
function thresholdOf(percentage: number): bigint {
  if (percentage >= 100) return hashMask
  return BigInt(Math.floor((percentage / 100) * 2 ** 53)) << 11n
}
