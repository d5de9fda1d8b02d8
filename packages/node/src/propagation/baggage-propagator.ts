import { propagation } from '@opentelemetry/api'
import { baggageOf } from '../trace/context.ts'
import { parseBaggage, writeBaggage } from './baggage.ts'
import { headerIn, type Propagator } from './carrier-values.ts'

/** W3C baggage. */
export const baggagePropagator: Propagator = {
  inject(context, carrier, setter) {
    const baggage = baggageOf(context)
    const header = baggage === undefined ? '' : writeBaggage(baggage)
    if (header !== '') setter.set(carrier, 'baggage', header)
  },

  extract(context, carrier, getter) {
    const header = headerIn(carrier, 'baggage', getter)
    return header === '' ? context : propagation.setBaggage(context, parseBaggage(header))
  },

  fields: () => ['baggage'],
}
