import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, Status, TracesData } from '../model/traces.ts'
import {
  decimalUnlessZero,
  keyValueJson,
  listUnlessEmpty,
  resourceJson,
  scopeJson,
  unlessEmpty,
  unlessZero,
} from './write-common.ts'

/** Writes `TracesData`, which is also `ExportTraceServiceRequest`, as OTLP/JSON. */
export const writeTracesJson = (data: TracesData): string =>
  JSON.stringify({ resourceSpans: data.resourceSpans.map(resourceSpansJson) })

const resourceSpansJson = (group: ResourceSpans) => ({
  resource: resourceJson(group.resource),
  scopeSpans: listUnlessEmpty(group.scopeSpans, scopeSpansJson),
  schemaUrl: unlessEmpty(group.schemaUrl),
})

const scopeSpansJson = (group: ScopeSpans) => ({
  scope: scopeJson(group.scope),
  spans: listUnlessEmpty(group.spans, spanJson),
  schemaUrl: unlessEmpty(group.schemaUrl),
})

const spanJson = (span: Span) => ({
  traceId: unlessEmpty(span.traceId),
  spanId: unlessEmpty(span.spanId),
  traceState: unlessEmpty(span.traceState),
  parentSpanId: unlessEmpty(span.parentSpanId),
  flags: unlessZero(span.flags),
  name: unlessEmpty(span.name),
  kind: unlessZero(span.kind),
  startTimeUnixNano: decimalUnlessZero(span.startTimeUnixNano),
  endTimeUnixNano: decimalUnlessZero(span.endTimeUnixNano),
  attributes: listUnlessEmpty(span.attributes, keyValueJson),
  droppedAttributesCount: unlessZero(span.droppedAttributesCount),
  events: listUnlessEmpty(span.events, eventJson),
  droppedEventsCount: unlessZero(span.droppedEventsCount),
  links: listUnlessEmpty(span.links, linkJson),
  droppedLinksCount: unlessZero(span.droppedLinksCount),
  status: statusJson(span.status),
})

const eventJson = (event: SpanEvent) => ({
  timeUnixNano: decimalUnlessZero(event.timeUnixNano),
  name: unlessEmpty(event.name),
  attributes: listUnlessEmpty(event.attributes, keyValueJson),
  droppedAttributesCount: unlessZero(event.droppedAttributesCount),
})

const linkJson = (link: SpanLink) => ({
  traceId: unlessEmpty(link.traceId),
  spanId: unlessEmpty(link.spanId),
  traceState: unlessEmpty(link.traceState),
  attributes: listUnlessEmpty(link.attributes, keyValueJson),
  droppedAttributesCount: unlessZero(link.droppedAttributesCount),
  flags: unlessZero(link.flags),
})

const statusJson = (status: Status) => ({ code: unlessZero(status.code), message: unlessEmpty(status.message) })
