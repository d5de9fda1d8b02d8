import type { Draft } from '../drafts/common.ts'
import { emptyEvent, emptyLink, emptyResourceSpans, emptyScopeSpans, emptySpan } from '../drafts/traces.ts'
import { hollowBelowBytes } from '../limits.ts'
import type { SpanId, TraceId } from '../model/common.ts'
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, Status, TracesData } from '../model/traces.ts'
import { ok, type Result } from '../result.ts'
import { unixNano } from '../time.ts'
import type { ProtoReader } from '../wire/proto-reader.ts'
import { mergeResource, mergeScope, readKeyValue } from './read-common.ts'
import { readGroup, readGroups } from './read-groups.ts'

/**
 * Reads `TracesData` or `ExportTraceServiceRequest`. Unknown fields are passed over; ids are hex of whatever length came.
 * Values of kind `bytes` are views of `bytes`: keep one and the whole payload stays alive.
 *
 * The error is a sentence with the byte offset: a truncated or contradictory payload, or one beyond `limits.ts`.
 */
export function readTracesProto(bytes: Uint8Array): Result<TracesData> {
  const groups = readGroups(bytes, readResourceSpans)
  return groups.ok ? ok({ resourceSpans: groups.value }) : groups
}

function readResourceSpans(reader: ProtoReader): ResourceSpans {
  const group = emptyResourceSpans()
  const mergeOwner = () => mergeResource(reader, group.resource)
  readGroup(reader, group, mergeOwner, () => group.scopeSpans.push(readScopeSpans(reader)))
  return group
}

function readScopeSpans(reader: ProtoReader): ScopeSpans {
  const group = emptyScopeSpans()
  const mergeOwner = () => mergeScope(reader, group.scope)
  readGroup(reader, group, mergeOwner, () => group.spans.push(readSpan(reader)))
  return group
}

function readSpan(reader: ProtoReader): Span {
  const span = emptySpan()
  const outer = reader.enter(hollowBelowBytes.span)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        span.traceId = reader.hex() as TraceId
        break
      case 2:
        span.spanId = reader.hex() as SpanId
        break
      case 3:
        span.traceState = reader.string()
        break
      case 4:
        span.parentSpanId = reader.hex() as SpanId
        break
      case 5:
        span.name = reader.string()
        break
      case 6:
        span.kind = reader.int32()
        break
      case 7:
        span.startTimeUnixNano = unixNano(reader.fixed64())
        break
      case 8:
        span.endTimeUnixNano = unixNano(reader.fixed64())
        break
      case 9:
        span.attributes.push(readKeyValue(reader))
        break
      case 10:
        span.droppedAttributesCount = reader.uint32()
        break
      case 11:
        span.events.push(readEvent(reader))
        break
      case 12:
        span.droppedEventsCount = reader.uint32()
        break
      case 13:
        span.links.push(readLink(reader))
        break
      case 14:
        span.droppedLinksCount = reader.uint32()
        break
      case 15:
        mergeStatus(reader, span.status)
        break
      case 16:
        span.flags = reader.fixed32()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return span
}

function readEvent(reader: ProtoReader): SpanEvent {
  const event = emptyEvent()
  const outer = reader.enter(hollowBelowBytes.event)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        event.timeUnixNano = unixNano(reader.fixed64())
        break
      case 2:
        event.name = reader.string()
        break
      case 3:
        event.attributes.push(readKeyValue(reader))
        break
      case 4:
        event.droppedAttributesCount = reader.uint32()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return event
}

function readLink(reader: ProtoReader): SpanLink {
  const link = emptyLink()
  const outer = reader.enter(hollowBelowBytes.link)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        link.traceId = reader.hex() as TraceId
        break
      case 2:
        link.spanId = reader.hex() as SpanId
        break
      case 3:
        link.traceState = reader.string()
        break
      case 4:
        link.attributes.push(readKeyValue(reader))
        break
      case 5:
        link.droppedAttributesCount = reader.uint32()
        break
      case 6:
        link.flags = reader.fixed32()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return link
}

function mergeStatus(reader: ProtoReader, status: Draft<Status>): void {
  const outer = reader.enter(0)
  while (reader.next()) {
    if (reader.field === 2) status.message = reader.string()
    else if (reader.field === 3) status.code = reader.int32()
    else reader.skip()
  }
  reader.leave(outer)
}
