import type {
  AnyValue,
  EntityRef,
  KeyValue,
  Resource,
  ResourceSpans,
  Scope,
  ScopeSpans,
  Span,
  SpanEvent,
  SpanLink,
  Status,
  TracesData,
} from '../model.ts'
import { bytesToBase64 } from './base64.ts'

/**
 * Writes OTLP/JSON. As proto3 JSON asks, members that hold their default are left out; the messages that our model
 * always holds (resource, scope, status, an attribute's value) are there even when empty.
 */
export const writeTracesJson = (data: TracesData): string =>
  JSON.stringify({ resourceSpans: data.resourceSpans.map(resourceSpansJson) })

// `JSON.stringify` leaves out members that are undefined.
const unlessEmpty = (text: string) => text || undefined
const unlessZero = (count: number) => count || undefined
const decimalUnlessZero = (value: bigint) => (value === 0n ? undefined : value.toString())

function listUnlessEmpty<T, J>(items: readonly T[], toJson: (item: T) => J): J[] | undefined {
  return items.length === 0 ? undefined : items.map(toJson)
}

const textsUnlessEmpty = (texts: readonly string[]) => (texts.length === 0 ? undefined : texts)

const resourceSpansJson = (group: ResourceSpans) => ({
  resource: resourceJson(group.resource),
  scopeSpans: listUnlessEmpty(group.scopeSpans, scopeSpansJson),
  schemaUrl: unlessEmpty(group.schemaUrl),
})

const resourceJson = (resource: Resource) => ({
  attributes: listUnlessEmpty(resource.attributes, keyValueJson),
  droppedAttributesCount: unlessZero(resource.droppedAttributesCount),
  entityRefs: listUnlessEmpty(resource.entityRefs, entityRefJson),
})

const entityRefJson = (ref: EntityRef) => ({
  schemaUrl: unlessEmpty(ref.schemaUrl),
  type: unlessEmpty(ref.type),
  idKeys: textsUnlessEmpty(ref.idKeys),
  descriptionKeys: textsUnlessEmpty(ref.descriptionKeys),
})

const scopeSpansJson = (group: ScopeSpans) => ({
  scope: scopeJson(group.scope),
  spans: listUnlessEmpty(group.spans, spanJson),
  schemaUrl: unlessEmpty(group.schemaUrl),
})

const scopeJson = (scope: Scope) => ({
  name: unlessEmpty(scope.name),
  version: unlessEmpty(scope.version),
  attributes: listUnlessEmpty(scope.attributes, keyValueJson),
  droppedAttributesCount: unlessZero(scope.droppedAttributesCount),
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

const keyValueJson = ({ key, value }: KeyValue): object => ({ key, value: anyValueJson(value) })

/** Members of a `oneof` are there even at their default. */
function anyValueJson(value: AnyValue): object {
  switch (value.kind) {
    case 'empty':
      return {}
    case 'string':
      return { stringValue: value.value }
    case 'bool':
      return { boolValue: value.value }
    case 'int':
      return { intValue: value.value.toString() }
    case 'double':
      return { doubleValue: doubleJson(value.value) }
    case 'array':
      return { arrayValue: { values: value.values.map(anyValueJson) } }
    case 'kvlist':
      return { kvlistValue: { values: value.entries.map(keyValueJson) } }
    case 'bytes':
      return { bytesValue: bytesToBase64(value.value) }
  }
}

/** What JSON numbers cannot say is text; `JSON.stringify` would make 0 of −0 and null of the rest. */
const doubleJson = (value: number): number | string => {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : String(value)
}
