import type { Span, SpanEvent, SpanLink } from '@throughline/otlp'
import { int32, listOf, nanoTime, repeatedText, text, uint32, uint64 } from '../rowbinary/codecs.ts'
import { type Columns, column, type ObjectColumns } from '../rowbinary/columns.ts'
import { attributeTexts, attributeTypes } from '../rows/attributes.ts'
import { resourceColumns, scopeColumns } from './group-columns.ts'

/*
 * The columns of `otel_traces`: those of the OpenTelemetry Collector's ClickHouse exporter, and ours for what it loses.
 * From these tables come the segment's header, the INSERT, the SELECT, the encoder and the decoder of a row, and a test
 * compares them with the CREATE TABLE, so that a forgotten column fails.
 */

export const spanColumns = {
  Timestamp: column(nanoTime, span => span.startTimeUnixNano),
  TraceId: column(text, span => span.traceId),
  SpanId: column(text, span => span.spanId),
  ParentSpanId: column(text, span => span.parentSpanId),
  TraceState: column(text, span => span.traceState),
  TraceFlags: column(uint32, span => span.flags),
  SpanName: column(repeatedText, span => span.name),
  SpanKind: column(repeatedText, span => spanKindNames[span.kind] ?? ''),
  SpanKindNumber: column(int32, span => span.kind),
  SpanAttributes: column(attributeTexts, span => span.attributes),
  SpanAttributeTypes: column(attributeTypes, span => span.attributes),
  DroppedAttributesCount: column(uint32, span => span.droppedAttributesCount),
  Duration: column(uint64, span => positive(span.endTimeUnixNano - span.startTimeUnixNano)),
  NegativeDuration: column(uint64, span => positive(span.startTimeUnixNano - span.endTimeUnixNano)),
  StatusCode: column(repeatedText, span => statusCodeNames[span.status.code] ?? ''),
  StatusCodeNumber: column(int32, span => span.status.code),
  StatusMessage: column(text, span => span.status.message),
  'Events.Timestamp': column(
    listOf(nanoTime, (event: SpanEvent) => event.timeUnixNano),
    eventsOf,
  ),
  'Events.Name': column(
    listOf(repeatedText, (event: SpanEvent) => event.name),
    eventsOf,
  ),
  'Events.Attributes': column(
    listOf(attributeTexts, (event: SpanEvent) => event.attributes),
    eventsOf,
  ),
  'Events.AttributeTypes': column(
    listOf(attributeTypes, (event: SpanEvent) => event.attributes),
    eventsOf,
  ),
  'Events.DroppedAttributesCount': column(
    listOf(uint32, (event: SpanEvent) => event.droppedAttributesCount),
    eventsOf,
  ),
  DroppedEventsCount: column(uint32, span => span.droppedEventsCount),
  'Links.TraceId': column(
    listOf(text, (link: SpanLink) => link.traceId),
    linksOf,
  ),
  'Links.SpanId': column(
    listOf(text, (link: SpanLink) => link.spanId),
    linksOf,
  ),
  'Links.TraceState': column(
    listOf(text, (link: SpanLink) => link.traceState),
    linksOf,
  ),
  'Links.Attributes': column(
    listOf(attributeTexts, (link: SpanLink) => link.attributes),
    linksOf,
  ),
  'Links.AttributeTypes': column(
    listOf(attributeTypes, (link: SpanLink) => link.attributes),
    linksOf,
  ),
  'Links.DroppedAttributesCount': column(
    listOf(uint32, (link: SpanLink) => link.droppedAttributesCount),
    linksOf,
  ),
  'Links.Flags': column(
    listOf(uint32, (link: SpanLink) => link.flags),
    linksOf,
  ),
  DroppedLinksCount: column(uint32, span => span.droppedLinksCount),
} satisfies ObjectColumns<Span>

/** Everything in the order of a row's bytes. */
export const traceColumns: Columns = { ...resourceColumns, ...scopeColumns, ...spanColumns }

/** The exporter's words. A number that OTLP does not name yet has none; the number itself is kept beside it. */
const spanKindNames = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer']
const statusCodeNames = ['Unset', 'Ok', 'Error']

function eventsOf(span: Span): readonly SpanEvent[] {
  return span.events
}

function linksOf(span: Span): readonly SpanLink[] {
  return span.links
}

const positive = (nano: bigint): bigint => (nano > 0n ? nano : 0n)
