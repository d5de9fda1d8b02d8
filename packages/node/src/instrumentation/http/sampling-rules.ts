import type { HeadSampler } from '../../sampling/head-sampler.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import { type MatchedRequest, type RequestPattern, requestMatches } from './request-pattern.ts'

/** The head decision for incoming requests of one kind. */
export interface SamplingRule {
  readonly pattern: RequestPattern
  readonly sampler: HeadSampler
}

/**
 * `tracing` with `tracer`, or for a request that a rule matches, with one whose head decision is that of the first.
 * Tracers and not an argument of `startChild`: whatever begins a span would have to look at it.
 */
export function byRules<E extends { readonly request: MatchedRequest }>(
  rules: readonly SamplingRule[],
  provider: RecordingTracerProvider,
  tracer: RecordingTracer,
  tracing: (tracer: RecordingTracer) => (exchange: E) => void,
): (exchange: E) => void {
  const usual = tracing(tracer)
  // Decided here, so that a request pays nothing where there are none.
  if (rules.length === 0) return usual
  const all = rules.map(({ pattern, sampler }) => ({ pattern, trace: tracing(provider.withSampler(tracer, sampler)) }))
  return exchange => {
    const rule = all.find(({ pattern }) => requestMatches(pattern, exchange.request))
    if (rule === undefined) usual(exchange)
    else rule.trace(exchange)
  }
}
