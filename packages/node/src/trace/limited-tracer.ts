import type { SpanKind, SpanOptions } from '@opentelemetry/api'
import type { RateLimit } from '../sampling/rate-limit.ts'
import type { ScopeDefinition } from './provider.ts'
import type { RecordedSpan } from './span.ts'
import type { TraceParent } from './trace-parent.ts'
import { RecordingTracer, type TracerShared } from './tracer.ts'

/** Samples no more new traces than `limit` lets through. A class of its own, so that those without one pay nothing. */
export class LimitedTracer extends RecordingTracer {
  readonly #limit: RateLimit

  constructor(shared: TracerShared, scope: ScopeDefinition, scopeIndex: number, limit: RateLimit) {
    super(shared, scope, scopeIndex)
    this.#limit = limit
  }

  override startChild(
    name: string,
    kind: SpanKind,
    parent: TraceParent | undefined,
    startTime?: SpanOptions['startTime'],
  ): RecordedSpan {
    const span = super.startChild(name, kind, parent, startTime)
    if (parent === undefined && span.isSampled) this.#limitRoot(span)
    return span
  }

  /** Without a threshold while traces are refused: those that get through stand for more than it says. */
  #limitRoot(span: RecordedSpan): void {
    const isAdmitted = this.#limit.take(performance.now())
    if (this.#limit.isShort) span.decide(isAdmitted, '')
  }
}
