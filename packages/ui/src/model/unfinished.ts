import type { OtlpSpan } from '@throughline/api'

/**
 * Whether the SDK told the span while it was open, because its process hung or ended. Its end is then when it was told,
 * and the same id comes again if it ends after all.
 */
export const isToldUnfinished = ({ attributes = [] }: OtlpSpan): boolean =>
  attributes.some(({ key, value }) => key === 'throughline.unfinished' && value?.boolValue === true)

/** Those of `spans` that were told unfinished, and were told again: finished, or of a later moment. */
export function findSuperseded(spans: readonly OtlpSpan[]): ReadonlySet<OtlpSpan> {
  const unfinished = spans.filter(isToldUnfinished)
  if (unfinished.length === 0) return new Set()
  const latest = new Map(unfinished.map(span => [span.spanId, span]))
  for (const span of unfinished) if (endOf(span) > endOf(latest.get(span.spanId) ?? span)) latest.set(span.spanId, span)
  const told = new Set(unfinished)
  for (const span of spans) if (!told.has(span)) latest.delete(span.spanId)
  return new Set(unfinished.filter(span => latest.get(span.spanId) !== span))
}

const endOf = ({ endTimeUnixNano }: OtlpSpan): bigint => BigInt(endTimeUnixNano || 0)
