import { type Context, propagation } from '@opentelemetry/api'
import { guarded } from '../guard.ts'
import type { RecordedSpan } from './span.ts'
import type { TracerExtensions } from './tracer.ts'

/**
 * Copies those entries of the baggage that `keys` names onto every span that begins within it, before the app's own
 * objects are told of the span. As something that has a say in spans, since those without it pay nothing then.
 */
export function withBaggageAttributes(
  keys: readonly string[],
  others: TracerExtensions | undefined,
): TracerExtensions | undefined {
  if (keys.length === 0) return others
  const copy = guarded((span: RecordedSpan, context: Context) => copyBaggage(keys, span, context))
  return {
    assignIds: (ids, isRoot) => others?.assignIds(ids, isRoot),
    started(span, parentContext, scope) {
      copy(span, parentContext)
      others?.started(span, parentContext, scope)
    },
  }
}

/** What the span was given as its own attribute is more than what came along. */
function copyBaggage(keys: readonly string[], span: RecordedSpan, context: Context): void {
  const baggage = propagation.getBaggage(context)
  if (baggage === undefined) return
  for (const key of keys) {
    const entry = baggage.getEntry(key)
    if (entry !== undefined && !span.attributes.has(key)) span.setAttribute(key, entry.value)
  }
}
