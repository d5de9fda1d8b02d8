import type { Context, TextMapGetter, TextMapSetter } from '@opentelemetry/api'
import type { HeadSampler } from '../sampling/head-sampler.ts'
import type { PropagatorName } from '../settings/settings.ts'
import { contextToTell } from '../trace/context.ts'
import { B3Propagator } from './b3-propagator.ts'
import { baggagePropagator } from './baggage-propagator.ts'
import type { Propagator } from './carrier-values.ts'
import { traceContextPropagator } from './trace-context-propagator.ts'

/**
 * Several propagators as one (specification: "Composite Propagator"): all of them write, and all read in turn, each over
 * what those before it have found.
 */
class CompositePropagator implements Propagator {
  readonly #parts: readonly Propagator[]

  constructor(parts: readonly Propagator[]) {
    this.#parts = parts
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter<unknown>): void {
    const told = contextToTell(context)
    if (told === undefined) return
    for (const part of this.#parts) part.inject(told, carrier, setter)
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter<unknown>): Context {
    return this.#parts.reduce((extracted, part) => part.extract(extracted, carrier, getter), context)
  }

  fields(): string[] {
    return [...new Set(this.#parts.flatMap(part => part.fields()))]
  }
}

/** W3C trace context and baggage for whoever uses the API's `propagation`: the instrumentations of queues, for example. */
export const w3cPropagator: Propagator = new CompositePropagator([traceContextPropagator, baggagePropagator])

/** What `OTEL_PROPAGATORS` asks for; none at all carry nothing. `sampler` decides where a caller has left it open. */
export const propagatorNamed = (names: readonly PropagatorName[], sampler: HeadSampler): Propagator =>
  new CompositePropagator(names.map(name => partNamed(name, sampler)))

function partNamed(name: PropagatorName, sampler: HeadSampler): Propagator {
  switch (name) {
    case 'tracecontext':
      return traceContextPropagator
    case 'baggage':
      return baggagePropagator
    case 'b3':
      return new B3Propagator('single', sampler)
    case 'b3multi':
      return new B3Propagator('multi', sampler)
  }
}
