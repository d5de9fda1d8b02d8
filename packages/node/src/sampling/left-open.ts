import type { Context, SpanContext } from '@opentelemetry/api'
import { spanOf } from '../trace/context.ts'

/** W3C trace flags have no third state between sampled and not, which B3 has. */
const leftOpen = new WeakSet<SpanContext>()

/** Notes that the caller has not decided; `context` says what our own sampler did instead. */
export function leaveOpen(context: SpanContext): SpanContext {
  leftOpen.add(context)
  return context
}

/** Whether a sampler of the app's has to decide as for a trace that begins here. */
export function isLeftOpen(parentContext: Context): boolean {
  const parent = spanOf(parentContext)?.spanContext()
  return parent !== undefined && leftOpen.has(parent)
}
