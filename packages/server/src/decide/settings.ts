import { err, ok, type Result } from '@throughline/otlp'
import { type Static, Type } from 'typebox'
import { Duration, durationMs, Size, sizeBytes } from '../config/units.ts'
import { samplingBufferBytesMin, type TailSamplerLimits, tailSamplerLimits } from '../limits.ts'
import { compilePolicies } from './policies/compile.ts'
import type { Policy } from './policies/policy.ts'
import { policySchema, strict } from './policies/settings.ts'
import { alwaysSample } from './policies/trace-conditions.ts'

/*
 * Names are those of the OpenTelemetry Collector's tail sampling processor, so that its users can paste what they have;
 * only `buffer` is ours.
 */
const decisionCache = Type.Object(
  {
    sampled_cache_size: Type.Integer({
      minimum: 0,
      description: 'Kept traces that are remembered for spans that come late',
      default: 100_000,
      examples: [500_000],
    }),
    non_sampled_cache_size: Type.Integer({
      minimum: 0,
      description: 'Dropped traces that are remembered for spans that come late',
      default: 100_000,
      examples: [500_000],
    }),
  },
  {
    ...strict,
    description: 'Late spans follow the decision about their trace while it is remembered',
    default: { sampled_cache_size: 100_000, non_sampled_cache_size: 100_000 },
    examples: [{ sampled_cache_size: 500_000, non_sampled_cache_size: 500_000 }],
  },
)

export const samplingSettings = Type.Object(
  {
    policies: Type.Array(policySchema, {
      minItems: 1,
      description: 'A trace is kept if one of them would keep it and none drops it',
      examples: [[{ name: 'errors', type: 'status_code', status_code: { status_codes: ['ERROR'] } }]],
    }),
    decision_wait: Duration({
      description: 'How long after its first span a trace is decided',
      default: '30s',
      examples: ['10s', '1m'],
    }),
    decision_wait_after_root_received: Duration({
      description:
        'How long after its root span a trace is decided, where that is earlier; 0s: the root changes nothing',
      default: '0s',
      examples: ['5s'],
    }),
    num_traces: Type.Integer({
      minimum: 1,
      description: 'Traces that wait at once. From three quarters of it on the oldest are decided early',
      default: 200_000,
      examples: [50_000],
    }),
    maximum_trace_size_bytes: Type.Integer({
      minimum: 1,
      description: 'A trace that reaches this size is decided at once, and what follows goes by that decision',
      default: 16_777_216,
      examples: [4_194_304],
    }),
    decision_cache: decisionCache,
    buffer: Size({
      description: 'Disk that waiting spans may take. From three quarters of it on the oldest traces are decided early',
      default: '1GiB',
      examples: ['10GiB'],
    }),
  },
  {
    ...strict,
    description: 'Which traces are kept, decided when they are complete. Absent: all',
    examples: [{ policies: [{ name: 'slow', type: 'latency', latency: { threshold_ms: 500 } }] }],
  },
)

export type SamplingSettings = Static<typeof samplingSettings>

/** What `openTailSampler` takes of the settings. */
export interface SamplingOptions {
  readonly policies: readonly Policy[]
  readonly waitMs: number
  readonly waitAfterRootMs: number
  readonly limits: Partial<TailSamplerLimits>
}

/** Or a sentence that says what cannot be, such as a policy. Policies remember rates, so each sampler needs its own. */
export function samplingOptions(settings: SamplingSettings): Result<SamplingOptions> {
  const policies = compilePolicies(settings.policies)
  if (!policies.ok) return policies
  const bufferBytes = sizeBytes(settings.buffer)
  if (bufferBytes < samplingBufferBytesMin)
    return err(`the buffer of ${settings.buffer} is too small; write 64MiB or more`)
  return ok({
    policies: policies.value,
    waitMs: durationMs(settings.decision_wait),
    waitAfterRootMs: durationMs(settings.decision_wait_after_root_received),
    limits: {
      traces: settings.num_traces,
      traceBytes: settings.maximum_trace_size_bytes,
      bufferBytes,
      // Every file is open, so that a large buffer has larger ones instead of more.
      segmentBytes: Math.max(tailSamplerLimits.segmentBytes, bufferBytes / 64),
      rememberedKept: settings.decision_cache.sampled_cache_size,
      rememberedDropped: settings.decision_cache.non_sampled_cache_size,
    },
  })
}

/** For what waits where nothing is decided any more. */
export const keepEverything: SamplingOptions = {
  policies: [{ ...alwaysSample(), name: 'everything', isDrop: false }],
  waitMs: 0,
  waitAfterRootMs: 0,
  limits: {},
}
