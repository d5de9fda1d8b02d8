import type { SpanBatch } from '@throughline/otlp'
import type { Place } from './log/segment.ts'
import type { SpanTest } from './policies/policy.ts'
import { addSpan, factsOf, type TraceFacts } from './policies/trace-facts.ts'

/** A trace whose spans are in the log, and what is known of it. */
export interface WaitingTrace {
  readonly facts: TraceFacts
  /** The entries that have spans of it, oldest first. */
  readonly parts: Place[]
  readonly arrivedAtMs: number
  rootAtMs: number | undefined
  /** Set where its spans came late: whether those before were kept. */
  readonly earlierDecision: boolean | undefined
}

/** Times are of a monotonic clock: neither the spans' own times nor a step of the wall clock moves a decision. */
export interface WaitingTraces {
  readonly size: number
  spanCount(): number
  /** Adds spans to their traces, and gives how many traces these are: each has the entry as one more part. */
  add(batch: SpanBatch, spans: Iterable<number>, place: Place, nowMs: number): number
  /** Takes out those whose time has come. */
  takeDue(nowMs: number): readonly WaitingTrace[]
  /** Takes out the oldest, for as long as `isWanted` says. */
  takeOldestWhile(isWanted: (trace: WaitingTrace) => boolean): readonly WaitingTrace[]
}

export interface WaitingOptions {
  readonly waitMs: number
  /** 0: a root span changes nothing. */
  readonly waitAfterRootMs: number
  /** A trace of this size waits no longer. */
  readonly traceBytes: number
  readonly spanTests: readonly SpanTest[]
  readonly earlierDecision: (traceId: string) => boolean | undefined
}

export function createWaitingTraces(options: WaitingOptions): WaitingTraces {
  const { waitMs, waitAfterRootMs, traceBytes, spanTests, earlierDecision } = options
  /** In the order in which they arrived, those with a root also in the order of that: so due ones are always in front. */
  const traces = new Map<string, WaitingTrace>()
  const rooted = new Set<WaitingTrace>()
  /** Those that wait for nothing: late or large ones. */
  const ready = new Set<WaitingTrace>()
  let spanCount = 0

  function traceOf(traceId: string, nowMs: number): WaitingTrace {
    const known = traces.get(traceId)
    if (known !== undefined) return known
    const trace: WaitingTrace = {
      facts: factsOf(traceId),
      parts: [],
      arrivedAtMs: nowMs,
      rootAtMs: undefined,
      earlierDecision: earlierDecision(traceId),
    }
    traces.set(traceId, trace)
    if (trace.earlierDecision !== undefined) ready.add(trace)
    return trace
  }

  function noteRoot(trace: WaitingTrace, nowMs: number): void {
    if (trace.rootAtMs !== undefined) return
    trace.rootAtMs = nowMs
    if (waitAfterRootMs > 0) rooted.add(trace)
  }

  function remove(trace: WaitingTrace): void {
    traces.delete(trace.facts.traceId)
    rooted.delete(trace)
    ready.delete(trace)
    spanCount -= trace.facts.spanCount
  }

  function takeWhile(from: Iterable<WaitingTrace>, isWanted: (trace: WaitingTrace) => boolean): WaitingTrace[] {
    const taken: WaitingTrace[] = []
    for (const trace of from) {
      if (!isWanted(trace)) break
      remove(trace)
      taken.push(trace)
    }
    return taken
  }

  return {
    get size() {
      return traces.size
    },
    spanCount: () => spanCount,
    add(batch, spans, place, nowMs) {
      let partCount = 0
      for (const span of spans) {
        spanCount++
        const trace = traceOf(batch.traceIdHex(span), nowMs)
        addSpan(trace.facts, batch, span, spanTests)
        if (trace.parts.at(-1) !== place) {
          trace.parts.push(place)
          partCount++
        }
        if (batch.parentSpanIdHex(span) === '') noteRoot(trace, nowMs)
        if (trace.facts.byteCount >= traceBytes) ready.add(trace)
      }
      return partCount
    },
    takeDue: nowMs => [
      ...takeWhile(ready, () => true),
      ...takeWhile(rooted, ({ rootAtMs = nowMs }) => nowMs - rootAtMs >= waitAfterRootMs),
      ...takeWhile(traces.values(), ({ arrivedAtMs }) => nowMs - arrivedAtMs >= waitMs),
    ],
    takeOldestWhile: isWanted => takeWhile(traces.values(), isWanted),
  }
}
