import { eventWord, linkWord, spanWord } from '@throughline/otlp'
import { type Codec, int32, list, nanoTime, repeatedText, text, uint32, uint64 } from '../rowbinary/codecs.ts'
import type { Column, Columns } from '../rowbinary/columns.ts'
import { attributeTexts, attributeTypes } from '../rows/attributes.ts'
import {
  attributeTextsOf,
  attributeTypesOf,
  durationOf,
  eachOf,
  hexOf,
  int32Of,
  nameOf,
  textOf,
  timeOf,
  type WriteRecord,
} from '../rows/records.ts'
import { resourceColumns, scopeColumns } from './group-columns.ts'

/*
 * The columns of `otel_traces`: those of the OpenTelemetry Collector's ClickHouse exporter, and ours for what it loses.
 * From these three tables come the segment's header, the INSERT, the SELECT, the encoder and the decoder of a row, and
 * a test compares them with the CREATE TABLE, so that a forgotten column fails.
 *
 * The resource's columns come first and the scope's second, because their bytes are the same for many rows: they are
 * encoded once and copied. Those are written of objects, the columns of spans of the bytes that came.
 */

/** The exporter's words. A number that OTLP does not name yet has none; the number itself is kept beside it. */
const spanKindNames = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer']
const statusCodeNames = ['Unset', 'Ok', 'Error']

export const spanColumns = {
  Timestamp: recordColumn(nanoTime, timeOf(spanWord.startTime)),
  TraceId: recordColumn(text, hexOf(spanWord.traceId)),
  SpanId: recordColumn(text, hexOf(spanWord.spanId)),
  ParentSpanId: recordColumn(text, hexOf(spanWord.parentSpanId)),
  TraceState: recordColumn(text, textOf(spanWord.traceState)),
  TraceFlags: recordColumn(uint32, int32Of(spanWord.flags)),
  SpanName: recordColumn(repeatedText, textOf(spanWord.name)),
  SpanKind: recordColumn(repeatedText, nameOf(spanWord.kind, spanKindNames)),
  SpanKindNumber: recordColumn(int32, int32Of(spanWord.kind)),
  SpanAttributes: recordColumn(attributeTexts, attributeTextsOf('attributes', spanWord.attributes)),
  SpanAttributeTypes: recordColumn(attributeTypes, attributeTypesOf('attributes', spanWord.attributes)),
  DroppedAttributesCount: recordColumn(uint32, int32Of(spanWord.droppedAttributesCount)),
  Duration: recordColumn(uint64, durationOf(spanWord.startTime, spanWord.endTime)),
  NegativeDuration: recordColumn(uint64, durationOf(spanWord.endTime, spanWord.startTime)),
  StatusCode: recordColumn(repeatedText, nameOf(spanWord.statusCode, statusCodeNames)),
  StatusCodeNumber: recordColumn(int32, int32Of(spanWord.statusCode)),
  StatusMessage: recordColumn(text, textOf(spanWord.statusMessage)),
  'Events.Timestamp': recordColumn(list(nanoTime), ofEvents(timeOf(eventWord.time))),
  'Events.Name': recordColumn(list(repeatedText), ofEvents(textOf(eventWord.name))),
  'Events.Attributes': recordColumn(
    list(attributeTexts),
    ofEvents(attributeTextsOf('innerAttributes', eventWord.attributes)),
  ),
  'Events.AttributeTypes': recordColumn(
    list(attributeTypes),
    ofEvents(attributeTypesOf('innerAttributes', eventWord.attributes)),
  ),
  'Events.DroppedAttributesCount': recordColumn(list(uint32), ofEvents(int32Of(eventWord.droppedAttributesCount))),
  DroppedEventsCount: recordColumn(uint32, int32Of(spanWord.droppedEventsCount)),
  'Links.TraceId': recordColumn(list(text), ofLinks(hexOf(linkWord.traceId))),
  'Links.SpanId': recordColumn(list(text), ofLinks(hexOf(linkWord.spanId))),
  'Links.TraceState': recordColumn(list(text), ofLinks(textOf(linkWord.traceState))),
  'Links.Attributes': recordColumn(
    list(attributeTexts),
    ofLinks(attributeTextsOf('innerAttributes', linkWord.attributes)),
  ),
  'Links.AttributeTypes': recordColumn(
    list(attributeTypes),
    ofLinks(attributeTypesOf('innerAttributes', linkWord.attributes)),
  ),
  'Links.DroppedAttributesCount': recordColumn(list(uint32), ofLinks(int32Of(linkWord.droppedAttributesCount))),
  'Links.Flags': recordColumn(list(uint32), ofLinks(int32Of(linkWord.flags))),
  DroppedLinksCount: recordColumn(uint32, int32Of(spanWord.droppedLinksCount)),
} satisfies Readonly<Record<string, RecordColumn<unknown>>>

/** Everything in the order of a row's bytes. */
export const traceColumns: Columns = { ...resourceColumns, ...scopeColumns, ...spanColumns }

/** A column of spans: how a value is read, and where it stands in the index of a request. */
interface RecordColumn<out Out> extends Column<Out> {
  readonly write: WriteRecord
}

function recordColumn<Out>({ type, read }: Codec<never, Out>, write: WriteRecord): RecordColumn<Out> {
  return { type, read, write }
}

function ofEvents(write: WriteRecord): WriteRecord {
  return eachOf('events', spanWord.events, write)
}

function ofLinks(write: WriteRecord): WriteRecord {
  return eachOf('links', spanWord.links, write)
}
