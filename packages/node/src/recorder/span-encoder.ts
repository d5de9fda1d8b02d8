import { SpanStatusCode } from '@opentelemetry/api'
import { isValidSpanId, isValidTraceId, ProtoWriter } from '@throughline/otlp'
import type { AttributeList, SharedAttributes } from '../trace/attributes.ts'
import { highNano, lowNano } from '../trace/clock.ts'
import { otlpFlags } from '../trace/flags.ts'
import type { RecordedEvent, RecordedLink, RecordedSpan } from '../trace/span.ts'
import { encodeFrame } from './span-frame.ts'
import { encodeAttribute } from './value-encoder.ts'

/** Fields of an OTLP `Span`. */
const ATTRIBUTES = 9
const DROPPED_ATTRIBUTES = 10

/**
 * Writes the fields of an OTLP `Span` (trace/v1/trace.proto); the message's own tag and length are the exporter's.
 *
 * Hot path: bench/request-overhead.
 */
export function encodeSpan(proto: ProtoWriter, span: RecordedSpan): void {
  encodeFrame(proto, span)
  if (span.traceState !== '') proto.string(3, span.traceState)
  proto.string(5, span.name)
  encodeAttributes(proto, ATTRIBUTES, DROPPED_ATTRIBUTES, span.attributes)
  if (span.events !== undefined) for (const event of span.events) encodeEvent(proto, event)
  if (span.droppedEventsCount > 0) proto.varint(12, span.droppedEventsCount)
  if (span.links !== undefined) for (const link of span.links) encodeLink(proto, link)
  if (span.droppedLinksCount > 0) proto.varint(14, span.droppedLinksCount)
  if (span.statusCode !== SpanStatusCode.UNSET) encodeStatus(proto, span.statusCode, span.statusMessage)
}

export function encodeAttributes(proto: ProtoWriter, field: number, droppedField: number, list: AttributeList): void {
  const { entries, shared, outcome } = list
  if (shared !== undefined) proto.raw(shared.encoded)
  for (let i = 0; i < entries.length; i += 2) encodeAttribute(proto, field, entries[i] as string, entries[i + 1])
  if (outcome !== undefined) proto.raw(outcome.encoded)
  if (list.droppedCount > 0) proto.varint(droppedField, list.droppedCount)
}

/** Encodes what is in `list`, for other spans to carry too; see `SharedAttributes`. */
export function shareAttributes(list: AttributeList): SharedAttributes {
  const proto = ProtoWriter.growing()
  encodeAttributes(proto, ATTRIBUTES, DROPPED_ATTRIBUTES, list)
  return { entries: list.entries, encoded: proto.written().slice(), seriesBranch: undefined, longer: new Map() }
}

function encodeEvent(proto: ProtoWriter, event: RecordedEvent): void {
  const mark = proto.begin(11)
  writeTime(proto, 1, event.seconds, event.nano)
  proto.string(2, event.name)
  encodeAttributes(proto, 3, 4, event.attributes)
  proto.end(mark)
}

function encodeLink(proto: ProtoWriter, link: RecordedLink): void {
  const { traceId, spanId, traceState, traceFlags, isRemote } = link.context
  const mark = proto.begin(13)
  if (isValidTraceId(traceId)) proto.hex(1, traceId)
  if (isValidSpanId(spanId)) proto.hex(2, spanId)
  if (traceState !== undefined) proto.string(3, traceState.serialize())
  encodeAttributes(proto, 4, 5, link.attributes)
  proto.fixed32(6, otlpFlags(traceFlags, isRemote === true))
  proto.end(mark)
}

function encodeStatus(proto: ProtoWriter, code: SpanStatusCode, message: string): void {
  const mark = proto.begin(15)
  if (message !== '') proto.string(2, message)
  proto.varint(3, code)
  proto.end(mark)
}

export const writeTime = (proto: ProtoWriter, field: number, seconds: number, nano: number): void =>
  proto.fixed64Halves(field, lowNano(seconds, nano), highNano(seconds, nano))
