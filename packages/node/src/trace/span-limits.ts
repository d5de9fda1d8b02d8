import { defaultSpanCountLimit } from '../limits.ts'

/** How much one span may hold. What is above is dropped and counted in the span itself, as OTLP provides. */
export interface SpanLimits {
  readonly attributeCount: number
  /** Characters of a string value, bytes of a byte value; infinite unless set. */
  readonly attributeValueLength: number
  readonly eventCount: number
  readonly linkCount: number
  /** Attributes of one event. */
  readonly eventAttributeCount: number
  /** Attributes of one link. */
  readonly linkAttributeCount: number
}

export const defaultSpanLimits: SpanLimits = {
  attributeCount: defaultSpanCountLimit,
  attributeValueLength: Number.POSITIVE_INFINITY,
  eventCount: defaultSpanCountLimit,
  linkCount: defaultSpanCountLimit,
  eventAttributeCount: defaultSpanCountLimit,
  linkAttributeCount: defaultSpanCountLimit,
}
