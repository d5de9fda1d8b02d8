import { isBaggageKey } from '../propagation/baggage.ts'
import type { EnvironmentReader } from './environment.ts'

/** Names only, and no wildcard: baggage comes from whoever calls, and all of it would be as many attributes as that likes. */
export const baggageAttributes = (reader: EnvironmentReader): readonly string[] =>
  reader.members(
    'THROUGHLINE_BAGGAGE_ATTRIBUTES',
    member => (isBaggageKey.test(member) && !member.includes('*') ? member : undefined),
    'the key of a baggage entry, such as tenant.id',
  )
