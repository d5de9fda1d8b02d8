import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, TracesData } from '../model/traces.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import {
  writeAttributes,
  writeCount,
  writeFixed64,
  writeFlags,
  writeId,
  writeResource,
  writeScope,
  writeText,
} from './write-common.ts'

/** Writes `TracesData`, which is also `ExportTraceServiceRequest`. */
export function writeTracesProto(data: TracesData): Uint8Array {
  const writer = ProtoWriter.growing()
  for (const group of data.resourceSpans) writeResourceSpans(writer, 1, group)
  return writer.written()
}

function writeResourceSpans(writer: ProtoWriter, field: number, group: ResourceSpans): void {
  const mark = writer.begin(field)
  writeResource(writer, 1, group.resource)
  for (const scopeSpans of group.scopeSpans) writeScopeSpans(writer, 2, scopeSpans)
  writeText(writer, 3, group.schemaUrl)
  writer.end(mark)
}

function writeScopeSpans(writer: ProtoWriter, field: number, group: ScopeSpans): void {
  const mark = writer.begin(field)
  writeScope(writer, 1, group.scope)
  for (const span of group.spans) writeSpan(writer, 2, span)
  writeText(writer, 3, group.schemaUrl)
  writer.end(mark)
}

function writeSpan(writer: ProtoWriter, field: number, span: Span): void {
  const mark = writer.begin(field)
  writeId(writer, 1, span.traceId)
  writeId(writer, 2, span.spanId)
  writeText(writer, 3, span.traceState)
  writeId(writer, 4, span.parentSpanId)
  writeText(writer, 5, span.name)
  writeCount(writer, 6, span.kind)
  writeFixed64(writer, 7, span.startTimeUnixNano)
  writeFixed64(writer, 8, span.endTimeUnixNano)
  writeAttributes(writer, 9, span.attributes)
  writeCount(writer, 10, span.droppedAttributesCount)
  for (const event of span.events) writeEvent(writer, 11, event)
  writeCount(writer, 12, span.droppedEventsCount)
  for (const link of span.links) writeLink(writer, 13, link)
  writeCount(writer, 14, span.droppedLinksCount)
  writeStatus(writer, 15, span)
  writeFlags(writer, 16, span.flags)
  writer.end(mark)
}

function writeEvent(writer: ProtoWriter, field: number, event: SpanEvent): void {
  const mark = writer.begin(field)
  writeFixed64(writer, 1, event.timeUnixNano)
  writeText(writer, 2, event.name)
  writeAttributes(writer, 3, event.attributes)
  writeCount(writer, 4, event.droppedAttributesCount)
  writer.end(mark)
}

function writeLink(writer: ProtoWriter, field: number, link: SpanLink): void {
  const mark = writer.begin(field)
  writeId(writer, 1, link.traceId)
  writeId(writer, 2, link.spanId)
  writeText(writer, 3, link.traceState)
  writeAttributes(writer, 4, link.attributes)
  writeCount(writer, 5, link.droppedAttributesCount)
  writeFlags(writer, 6, link.flags)
  writer.end(mark)
}

function writeStatus(writer: ProtoWriter, field: number, { status }: Span): void {
  const mark = writer.begin(field)
  writeText(writer, 2, status.message)
  writeCount(writer, 3, status.code)
  writer.end(mark)
}
