import type fc from 'fast-check'
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, TracesData } from '../../model/traces.ts'
import {
  attributes,
  int32,
  listOf,
  record,
  resource,
  scope,
  spanId,
  text,
  time,
  traceId,
  uint32,
} from './arbitrary-common.ts'

const event: fc.Arbitrary<SpanEvent> = record({
  timeUnixNano: time,
  name: text,
  attributes,
  droppedAttributesCount: uint32,
})

const link: fc.Arbitrary<SpanLink> = record({
  traceId,
  spanId,
  traceState: text,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
})

const span: fc.Arbitrary<Span> = record({
  traceId,
  spanId,
  traceState: text,
  parentSpanId: spanId,
  flags: uint32,
  name: text,
  kind: int32,
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes,
  droppedAttributesCount: uint32,
  events: listOf(event),
  droppedEventsCount: uint32,
  links: listOf(link),
  droppedLinksCount: uint32,
  status: record({ code: int32, message: text }),
})

const scopeSpans: fc.Arbitrary<ScopeSpans> = record({ scope, spans: listOf(span), schemaUrl: text })

const resourceSpans: fc.Arbitrary<ResourceSpans> = record({
  resource,
  scopeSpans: listOf(scopeSpans),
  schemaUrl: text,
})

/** Any traces the model can hold, in whatever combination. */
export const arbitraryTraces: fc.Arbitrary<TracesData> = record({ resourceSpans: listOf(resourceSpans) })
