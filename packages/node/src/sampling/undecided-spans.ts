import type { RecordedSpan } from '../trace/span.ts'
import type { LocalTrace } from './local-trace.ts'

/**
 * Spans that have ended in local traces which nobody has had a reason to keep, as they are: of most nothing is ever
 * encoded.
 *
 * A local trace owns its spans, and they go with it once nothing refers to it any more, which is soon after its root has
 * ended. Until then, and where it lives on, its spans are counted: beyond a limit, those of the trace that is longest
 * counted give way, so that a process full of requests without end does not grow.
 *
 * Hot path: bench/request-overhead, sampled out.
 */
export class UndecidedSpans {
  readonly #limit: number
  readonly #counted = new Set<LocalTrace>()
  #countedSpans = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  hold(span: RecordedSpan, trace: LocalTrace): void {
    if (span === trace.root) this.#uncount(trace)
    else if (!trace.isCounted) this.#count(trace)
    trace.held.push(span)
    if (trace.isCounted) this.#countedSpans++
    while (this.#countedSpans > this.#limit) this.#forgetOldest()
  }

  /** What is held of a trace that is decided now. */
  take(trace: LocalTrace): readonly RecordedSpan[] {
    this.#uncount(trace)
    const { held } = trace
    trace.held = []
    return held
  }

  #count(trace: LocalTrace): void {
    trace.isCounted = true
    this.#counted.add(trace)
    this.#countedSpans += trace.held.length
  }

  #uncount(trace: LocalTrace): void {
    if (!trace.isCounted) return
    trace.isCounted = false
    this.#counted.delete(trace)
    this.#countedSpans -= trace.held.length
  }

  /** The older half of the trace: its last spans tell more of a failure to come, and to shift them one by one is slow. */
  #forgetOldest(): void {
    for (const trace of this.#counted) {
      const forgottenCount = Math.ceil(trace.held.length / 2)
      trace.held.splice(0, forgottenCount)
      trace.forgottenCount += forgottenCount
      this.#countedSpans -= forgottenCount
      if (trace.held.length === 0) this.#uncount(trace)
      return
    }
  }
}
