import type { Span, SpanEvent, SpanId, SpanLink, TraceId, UnixNano } from '@throughline/otlp'
import type { RowOf } from '../rowbinary/columns.ts'
import type { spanColumns } from '../schema/span-columns.ts'
import { attributesOf } from './attributes.ts'

type SpanRow = RowOf<typeof spanColumns>

/*
 * A decoded row as the message it came from. The brands of ids and times are restored here: what the table holds was a
 * branded value when it was encoded.
 */

export const spanOf = (row: SpanRow): Span => ({
  traceId: row.TraceId as TraceId,
  spanId: row.SpanId as SpanId,
  traceState: row.TraceState,
  parentSpanId: row.ParentSpanId as SpanId,
  flags: row.TraceFlags,
  name: row.SpanName,
  kind: row.SpanKindNumber,
  startTimeUnixNano: row.Timestamp as UnixNano,
  endTimeUnixNano: (row.Timestamp + row.Duration - row.NegativeDuration) as UnixNano,
  attributes: attributesOf(row.SpanAttributes, row.SpanAttributeTypes),
  droppedAttributesCount: row.DroppedAttributesCount,
  events: eventsOf(row),
  droppedEventsCount: row.DroppedEventsCount,
  links: linksOf(row),
  droppedLinksCount: row.DroppedLinksCount,
  status: { code: row.StatusCodeNumber, message: row.StatusMessage },
})

const eventsOf = (row: SpanRow): readonly SpanEvent[] =>
  row['Events.Timestamp'].map((time, at) => ({
    timeUnixNano: time as UnixNano,
    name: row['Events.Name'][at] ?? '',
    attributes: attributesOf(row['Events.Attributes'][at] ?? [], row['Events.AttributeTypes'][at] ?? []),
    droppedAttributesCount: row['Events.DroppedAttributesCount'][at] ?? 0,
  }))

const linksOf = (row: SpanRow): readonly SpanLink[] =>
  row['Links.TraceId'].map((traceId, at) => ({
    traceId: traceId as TraceId,
    spanId: (row['Links.SpanId'][at] ?? '') as SpanId,
    traceState: row['Links.TraceState'][at] ?? '',
    attributes: attributesOf(row['Links.Attributes'][at] ?? [], row['Links.AttributeTypes'][at] ?? []),
    droppedAttributesCount: row['Links.DroppedAttributesCount'][at] ?? 0,
    flags: row['Links.Flags'][at] ?? 0,
  }))
