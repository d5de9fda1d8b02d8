import { unixNanoOf } from '../trace/clock.ts'
import { spanIdHex, traceIdHex } from '../trace/ids.ts'
import type { RecordedSpan } from '../trace/span.ts'
import type { Exemplar, MetricAttributes } from './model.ts'

/** The values of one metric that have the same attributes, summed up in an `A`. */
export class Series<A> {
  readonly attributes: MetricAttributes
  readonly aggregate: A
  #exemplarValue = -1
  #exemplar: Exemplar | undefined

  constructor(attributes: MetricAttributes, aggregate: A) {
    this.attributes = attributes
    this.aggregate = aggregate
  }

  /** The largest value is the one that is kept: of all requests of an interval, the slowest is worth a look. */
  offerExemplar(value: number, span: RecordedSpan): void {
    if (value <= this.#exemplarValue) return
    this.#exemplarValue = value
    this.#exemplar = {
      value,
      unixNano: unixNanoOf(span.endSeconds, span.endNano),
      traceId: traceIdHex(span.traceId0, span.traceId1, span.traceId2, span.traceId3),
      spanId: spanIdHex(span.spanId0, span.spanId1),
    }
  }

  /** That of the interval, which ends here. */
  takeExemplar(): Exemplar | undefined {
    const exemplar = this.#exemplar
    this.#exemplar = undefined
    this.#exemplarValue = -1
    return exemplar
  }
}
