import type { SpanId, TraceId } from '../model/common.ts'
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, Status, TracesData } from '../model/traces.ts'
import type { Result } from '../result.ts'
import { unixNano } from '../time.ts'
import type { JsonMessage } from './json-message.ts'
import { readAttributes, readResource, readScope } from './read-common.ts'
import { readPayload } from './read-payload.ts'

const spanKinds = {
  SPAN_KIND_UNSPECIFIED: 0,
  SPAN_KIND_INTERNAL: 1,
  SPAN_KIND_SERVER: 2,
  SPAN_KIND_CLIENT: 3,
  SPAN_KIND_PRODUCER: 4,
  SPAN_KIND_CONSUMER: 5,
} as const

const statusCodes = { STATUS_CODE_UNSET: 0, STATUS_CODE_OK: 1, STATUS_CODE_ERROR: 2 } as const

/**
 * Reads `TracesData` or `ExportTraceServiceRequest` from OTLP/JSON: proto3 JSON with ids in hex. Unknown members are
 * passed over; enums may be numbers or names.
 *
 * The error is a sentence with the path, for example `resourceSpans[0].scopeSpans[0].spans[3].traceId is not hex…`.
 */
export const readTracesJson = (text: string): Result<TracesData> =>
  readPayload(text, json => ({ resourceSpans: json.list('resourceSpans', readResourceSpans) }))

const readResourceSpans = (json: JsonMessage): ResourceSpans => ({
  resource: readResource(json.message('resource')),
  scopeSpans: json.list('scopeSpans', readScopeSpans),
  schemaUrl: json.text('schemaUrl'),
})

const readScopeSpans = (json: JsonMessage): ScopeSpans => ({
  scope: readScope(json.message('scope')),
  spans: json.list('spans', readSpan),
  schemaUrl: json.text('schemaUrl'),
})

function readSpan(json: JsonMessage): Span {
  const span: Span = {
    traceId: json.hex('traceId') as TraceId,
    spanId: json.hex('spanId') as SpanId,
    traceState: json.text('traceState'),
    parentSpanId: json.hex('parentSpanId') as SpanId,
    flags: json.uint32('flags'),
    name: json.text('name'),
    kind: json.enumeration('kind', spanKinds),
    startTimeUnixNano: unixNano(json.uint64('startTimeUnixNano')),
    endTimeUnixNano: unixNano(json.uint64('endTimeUnixNano')),
    attributes: readAttributes(json),
    droppedAttributesCount: json.uint32('droppedAttributesCount'),
    events: json.list('events', readEvent),
    droppedEventsCount: json.uint32('droppedEventsCount'),
    links: json.list('links', readLink),
    droppedLinksCount: json.uint32('droppedLinksCount'),
    status: readStatus(json.message('status')),
  }
  if (span.traceId === '' || span.spanId === '') json.countHollow()
  return span
}

function readEvent(json: JsonMessage): SpanEvent {
  if (!json.has('timeUnixNano')) json.countHollow()
  return {
    timeUnixNano: unixNano(json.uint64('timeUnixNano')),
    name: json.text('name'),
    attributes: readAttributes(json),
    droppedAttributesCount: json.uint32('droppedAttributesCount'),
  }
}

function readLink(json: JsonMessage): SpanLink {
  if (!json.has('traceId') || !json.has('spanId')) json.countHollow()
  return {
    traceId: json.hex('traceId') as TraceId,
    spanId: json.hex('spanId') as SpanId,
    traceState: json.text('traceState'),
    attributes: readAttributes(json),
    droppedAttributesCount: json.uint32('droppedAttributesCount'),
    flags: json.uint32('flags'),
  }
}

const readStatus = (json: JsonMessage): Status => ({
  code: json.enumeration('code', statusCodes),
  message: json.text('message'),
})
