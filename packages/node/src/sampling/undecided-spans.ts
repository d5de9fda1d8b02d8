import type { RecordedSpan } from '../trace/span.ts'
import type { LocalTrace } from './local-trace.ts'

/** How much is held. */
export interface HeldLimits {
  /** Spans of traces that go on. */
  readonly spans: number
  /** Traces that are over. */
  readonly overTraces: number
}

/**
 * Spans that have ended in local traces which nobody has had a reason to keep, as they are: of most nothing is ever
 * encoded.
 *
 * While something of a trace is open, its spans are counted: beyond a limit, those of the trace that is longest counted
 * give way, so that a process full of requests without end does not grow. Once nothing is, it is held for as long as it
 * is among the last that were over: what begins in it after that, and fails, no longer brings it along. To leave it to
 * the garbage collector was refused: promises and timers of an app refer to their request long after it, so most of what
 * was held was copied twice and lived until the next full collection (docs/decisions/0010).
 *
 * Hot path: bench/request-overhead, sampled out.
 */
export class UndecidedSpans {
  readonly #limits: HeldLimits
  readonly #counted = new Set<LocalTrace>()
  #countedSpans = 0
  readonly #over: (LocalTrace | undefined)[]
  #nextOver = 0

  constructor(limits: HeldLimits) {
    this.#limits = limits
    this.#over = new Array(limits.overTraces).fill(undefined)
  }

  /** @param span has just ended */
  hold(span: RecordedSpan, trace: LocalTrace): void {
    trace.held.push(span)
    if (trace.openCount > 0) this.#count(trace)
    else this.#endTrace(trace)
  }

  /** What is held of a trace that is decided now. */
  take(trace: LocalTrace): readonly RecordedSpan[] {
    this.#uncount(trace)
    const { held } = trace
    trace.held = []
    return held
  }

  #count(trace: LocalTrace): void {
    if (trace.isCounted) this.#countedSpans++
    else {
      trace.isCounted = true
      this.#counted.add(trace)
      this.#countedSpans += trace.held.length
    }
    while (this.#countedSpans > this.#limits.spans) this.#forgetOldest()
  }

  #uncount(trace: LocalTrace, spanCount = trace.held.length): void {
    if (!trace.isCounted) return
    trace.isCounted = false
    this.#counted.delete(trace)
    this.#countedSpans -= spanCount
  }

  #endTrace(trace: LocalTrace): void {
    // Without its last span, which was not counted.
    this.#uncount(trace, trace.held.length - 1)
    const before = this.#over[this.#nextOver]
    this.#over[this.#nextOver] = trace
    this.#nextOver = (this.#nextOver + 1) % this.#over.length
    // One that goes on again is counted, and will be over once more.
    if (before !== undefined && before !== trace && before.openCount === 0) forget(before, before.held.length)
  }

  /** The older half of the trace: its last spans tell more of a failure to come, and to shift them one by one is slow. */
  #forgetOldest(): void {
    for (const trace of this.#counted) {
      const spanCount = Math.ceil(trace.held.length / 2)
      forget(trace, spanCount)
      this.#countedSpans -= spanCount
      if (trace.held.length === 0) this.#uncount(trace)
      return
    }
  }
}

function forget(trace: LocalTrace, spanCount: number): void {
  for (let i = 0; i < spanCount; i++) trace.held[i]?.release()
  trace.held = trace.held.slice(spanCount)
  trace.forgottenCount += spanCount
}
