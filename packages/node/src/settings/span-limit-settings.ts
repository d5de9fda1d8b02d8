import { defaultSpanLimits, type SpanLimits } from '../trace/span-limits.ts'
import type { EnvironmentReader } from './environment.ts'

/** What each limit is called: the own name first, then the general one. */
export type LimitNames = Readonly<Record<keyof SpanLimits, readonly string[]>>

export function spanLimits(reader: EnvironmentReader, names: LimitNames): SpanLimits {
  const count = (limit: keyof SpanLimits) =>
    reader.number(names[limit], { min: 0, max: Number.MAX_SAFE_INTEGER }, defaultSpanLimits[limit])
  return {
    attributeCount: count('attributeCount'),
    attributeValueLength: count('attributeValueLength'),
    eventCount: count('eventCount'),
    linkCount: count('linkCount'),
    eventAttributeCount: count('eventAttributeCount'),
    linkAttributeCount: count('linkAttributeCount'),
  }
}
