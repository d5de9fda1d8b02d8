import { maxRecurringValues } from '../limits.ts'
import { AttributeList, type SharedAttributes } from '../trace/attributes.ts'
import { shareAttributes } from './span-encoder.ts'

/** From here on, each route and status that an app answers by has its place. */
const nothing = shareAttributes(new AttributeList())

/**
 * Sets an attribute, late in a span's life, to a value that many spans have there: a route, a status. Encoded once for all
 * spans that have the same before it, which is cheaper than to write it each time, however short it is.
 *
 * Hot path: bench/request-overhead.
 */
export function noteRecurring(list: AttributeList, key: string, value: string | number): void {
  const before = list.outcome ?? nothing
  const known = before.longer.get(key)?.get(value)
  const outcome = list.has(key) || before.entries.includes(key) ? undefined : (known ?? longerBy(before, key, value))
  if (outcome === undefined) list.note(key, value)
  else list.shareOutcome(outcome)
}

/** Undefined where there are too many values for them to be recurring. */
function longerBy(before: SharedAttributes, key: string, value: string | number): SharedAttributes | undefined {
  const values = before.longer.get(key) ?? new Map<unknown, SharedAttributes>()
  if (values.size >= maxRecurringValues) return undefined
  const list = new AttributeList()
  list.addAll([...before.entries, key, value])
  const longer = shareAttributes(list)
  before.longer.set(key, values.set(value, longer))
  return longer
}
