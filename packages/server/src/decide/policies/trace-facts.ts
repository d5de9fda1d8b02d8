import type { SpanBatch } from '@throughline/otlp'
import type { SpanTest } from './policy.ts'

/**
 * All that policies go by, gathered while spans arrive: so the spans of a trace that is dropped are never read again.
 * Times are the spans' own.
 */
export interface TraceFacts {
  readonly traceId: string
  spanCount: number
  byteCount: number
  startUnixNano: bigint
  endUnixNano: bigint
  /** The tests that a span has passed. Most traces pass none, and have no set. */
  passed: Set<SpanTest> | undefined
}

const latestUnixNano = 2n ** 64n - 1n

export const factsOf = (traceId: string): TraceFacts => ({
  traceId,
  spanCount: 0,
  byteCount: 0,
  startUnixNano: latestUnixNano,
  endUnixNano: 0n,
  passed: undefined,
})

export function addSpan(facts: TraceFacts, batch: SpanBatch, span: number, tests: readonly SpanTest[]): void {
  facts.spanCount++
  facts.byteCount += batch.byteLength(span)
  const startUnixNano = batch.startUnixNano(span)
  const endUnixNano = batch.endUnixNano(span)
  if (startUnixNano < facts.startUnixNano) facts.startUnixNano = startUnixNano
  if (endUnixNano > facts.endUnixNano) facts.endUnixNano = endUnixNano
  for (const test of tests) if (!hasPassed(facts, test) && test(batch, span)) pass(facts, test)
}

export const hasPassed = ({ passed }: TraceFacts, test: SpanTest): boolean => passed?.has(test) ?? false

function pass(facts: TraceFacts, test: SpanTest): void {
  facts.passed ??= new Set()
  facts.passed.add(test)
}
