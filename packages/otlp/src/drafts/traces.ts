import type { Resource, Scope } from '../model/common.ts'
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, Status } from '../model/traces.ts'
import { type Draft, emptyResource, emptyScope, noSpanId, noTime, noTraceId } from './common.ts'

const emptyStatus = (): Draft<Status> => ({ code: 0, message: '' })

export const emptyEvent = (): Draft<SpanEvent> => ({
  timeUnixNano: noTime,
  name: '',
  attributes: [],
  droppedAttributesCount: 0,
})

export const emptyLink = (): Draft<SpanLink> => ({
  traceId: noTraceId,
  spanId: noSpanId,
  traceState: '',
  attributes: [],
  droppedAttributesCount: 0,
  flags: 0,
})

export const emptySpan = (): Draft<Span> & { status: Draft<Status> } => ({
  traceId: noTraceId,
  spanId: noSpanId,
  traceState: '',
  parentSpanId: noSpanId,
  flags: 0,
  name: '',
  kind: 0,
  startTimeUnixNano: noTime,
  endTimeUnixNano: noTime,
  attributes: [],
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  status: emptyStatus(),
})

export const emptyScopeSpans = (): Draft<ScopeSpans> & { scope: Draft<Scope> } => ({
  scope: emptyScope(),
  spans: [],
  schemaUrl: '',
})

export const emptyResourceSpans = (): Draft<ResourceSpans> & { resource: Draft<Resource> } => ({
  resource: emptyResource(),
  scopeSpans: [],
  schemaUrl: '',
})
