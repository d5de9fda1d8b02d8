import { type AnyValueDraft, emptyResource, emptyScope } from '../drafts/common.ts'
import { hollowBelowBytes } from '../limits.ts'
import { mergeArrayValue, mergeKeyValueList, mergeResource, mergeScope } from '../proto/read-common.ts'
import { readGroup, readGroups } from '../proto/read-groups.ts'
import { ok, type Result } from '../result.ts'
import type { ProtoReader } from '../wire/proto-reader.ts'
import {
  addRecord,
  attributeWord,
  eventWord,
  type IntTable,
  linkWord,
  type ResourceGroup,
  type ScopeGroup,
  type SpanIndex,
  spanWord,
  tableOf,
} from './span-index.ts'
import { indexUsual } from './usual-attribute.ts'

type IndexDraft = {
  -readonly [Field in keyof SpanIndex]: SpanIndex[Field] extends readonly (infer Item)[] ? Item[] : SpanIndex[Field]
}

const createSpans = tableOf(spanWord)
const createEvents = tableOf(eventWord)
const createLinks = tableOf(linkWord)
const createAttributes = tableOf(attributeWord)

/** A span of six attributes has about 400 bytes; more spans than expected cost a copy of the table. */
const bytesPerSpan = 256
const bytesPerAttribute = 48

/**
 * Reads a traces request once, in the steps of `readTracesProto`: both refuse the same payloads with the same sentence. A
 * single field that comes twice overwrites its word, so the last one wins; a list adds to its records.
 */
export function indexSpans(bytes: Uint8Array): Result<SpanIndex> {
  const index: IndexDraft = {
    bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    resources: [],
    scopes: [],
    spans: createSpans(1 + Math.floor(bytes.length / bytesPerSpan)),
    events: createEvents(0),
    links: createLinks(0),
    attributes: createAttributes(Math.floor(bytes.length / bytesPerAttribute)),
    innerAttributes: createAttributes(0),
    lists: [],
  }
  const groups = readGroups(bytes, reader => index.resources.push(indexResourceSpans(reader, index)))
  return groups.ok ? ok(index) : groups
}

function indexResourceSpans(reader: ProtoReader, index: IndexDraft): ResourceGroup {
  const group = { ref: reader.offset, resource: emptyResource(), schemaUrl: '' }
  const resource = index.resources.length
  const mergeOwner = () => mergeResource(reader, group.resource)
  readGroup(reader, group, mergeOwner, () => indexScopeSpans(reader, index, resource))
  return group
}

function indexScopeSpans(reader: ProtoReader, index: IndexDraft, resource: number): void {
  const group = { ref: reader.offset, resource, scope: emptyScope(), schemaUrl: '' } satisfies ScopeGroup
  const scope = index.scopes.push(group) - 1
  const mergeOwner = () => mergeScope(reader, group.scope)
  readGroup(reader, group, mergeOwner, () => indexSpan(reader, index, scope))
}

function indexSpan(reader: ProtoReader, index: IndexDraft, scope: number): void {
  const span = addRecord(index.spans)
  const { ints } = index.spans
  ints[span + spanWord.message] = reader.offset
  ints[span + spanWord.scope] = scope
  ints[span + spanWord.attributes] = index.attributes.count
  ints[span + spanWord.events] = index.events.count
  ints[span + spanWord.links] = index.links.count
  const outer = reader.enter(hollowBelowBytes.span)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        ints[span + spanWord.traceId] = reader.ref()
        break
      case 2:
        ints[span + spanWord.spanId] = reader.ref()
        break
      case 3:
        ints[span + spanWord.traceState] = reader.ref()
        break
      case 4:
        ints[span + spanWord.parentSpanId] = reader.ref()
        break
      case 5:
        ints[span + spanWord.name] = reader.ref()
        break
      case 6:
        ints[span + spanWord.kind] = reader.int32()
        break
      case 7:
        ints[span + spanWord.startTime] = reader.eightBytes()
        break
      case 8:
        ints[span + spanWord.endTime] = reader.eightBytes()
        break
      case 9:
        indexKeyValue(reader, index.attributes, index)
        break
      case 10:
        ints[span + spanWord.droppedAttributesCount] = reader.uint32()
        break
      case 11:
        indexEvent(reader, index)
        break
      case 12:
        ints[span + spanWord.droppedEventsCount] = reader.uint32()
        break
      case 13:
        indexLink(reader, index)
        break
      case 14:
        ints[span + spanWord.droppedLinksCount] = reader.uint32()
        break
      case 15:
        indexStatus(reader, ints, span)
        break
      case 16:
        ints[span + spanWord.flags] = reader.fixed32()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  countFrom(ints, span + spanWord.attributes, index.attributes)
  countFrom(ints, span + spanWord.events, index.events)
  countFrom(ints, span + spanWord.links, index.links)
}

function indexStatus(reader: ProtoReader, ints: Int32Array, span: number): void {
  const outer = reader.enter(0)
  while (reader.next()) {
    if (reader.field === 2) ints[span + spanWord.statusMessage] = reader.ref()
    else if (reader.field === 3) ints[span + spanWord.statusCode] = reader.int32()
    else reader.skip()
  }
  reader.leave(outer)
}

function indexEvent(reader: ProtoReader, index: IndexDraft): void {
  const event = addRecord(index.events)
  const { ints } = index.events
  ints[event + eventWord.attributes] = index.innerAttributes.count
  const outer = reader.enter(hollowBelowBytes.event)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        ints[event + eventWord.time] = reader.eightBytes()
        break
      case 2:
        ints[event + eventWord.name] = reader.ref()
        break
      case 3:
        indexKeyValue(reader, index.innerAttributes, index)
        break
      case 4:
        ints[event + eventWord.droppedAttributesCount] = reader.uint32()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  countFrom(ints, event + eventWord.attributes, index.innerAttributes)
}

function indexLink(reader: ProtoReader, index: IndexDraft): void {
  const link = addRecord(index.links)
  const { ints } = index.links
  ints[link + linkWord.attributes] = index.innerAttributes.count
  const outer = reader.enter(hollowBelowBytes.link)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        ints[link + linkWord.traceId] = reader.ref()
        break
      case 2:
        ints[link + linkWord.spanId] = reader.ref()
        break
      case 3:
        ints[link + linkWord.traceState] = reader.ref()
        break
      case 4:
        indexKeyValue(reader, index.innerAttributes, index)
        break
      case 5:
        ints[link + linkWord.droppedAttributesCount] = reader.uint32()
        break
      case 6:
        ints[link + linkWord.flags] = reader.fixed32()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  countFrom(ints, link + linkWord.attributes, index.innerAttributes)
}

/** The word behind that of the first record: how many of `table` came since. */
function countFrom(ints: Int32Array, firstWord: number, table: IntTable): void {
  ints[firstWord + 1] = table.count - (ints[firstWord] ?? 0)
}

function indexKeyValue(reader: ProtoReader, table: IntTable, index: IndexDraft): void {
  const attribute = addRecord(table)
  const { ints } = table
  if (indexUsual(reader, index.bytes, ints, attribute)) return
  const outer = reader.enter(hollowBelowBytes.keyValue)
  while (reader.next()) {
    if (reader.field === 1) ints[attribute + attributeWord.key] = reader.ref()
    else if (reader.field === 2) indexAnyValue(reader, ints, attribute, index)
    else reader.skip()
  }
  reader.leave(outer)
}

function indexAnyValue(reader: ProtoReader, ints: Int32Array, attribute: number, index: IndexDraft): void {
  const outer = reader.enter(0)
  while (reader.next()) {
    const kind = reader.field
    switch (kind) {
      case 1:
      case 7:
        setValue(ints, attribute, kind, reader.ref())
        break
      case 2:
        setValue(ints, attribute, kind, Number(reader.bool()))
        break
      case 3:
        setValue(ints, attribute, kind, reader.varint())
        break
      case 4:
        setValue(ints, attribute, kind, reader.eightBytes())
        break
      case 5:
      case 6:
        // A list that comes twice is merged, and only what comes in between replaces it.
        if (ints[attribute + attributeWord.kind] !== kind) setValue(ints, attribute, kind, addList(index, kind))
        mergeList(reader, index.lists[ints[attribute + attributeWord.value] ?? 0])
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
}

function setValue(ints: Int32Array, attribute: number, kind: number, value: number): void {
  ints[attribute + attributeWord.kind] = kind
  ints[attribute + attributeWord.value] = value
}

const addList = ({ lists }: IndexDraft, kind: 5 | 6): number =>
  lists.push(kind === 5 ? { kind: 'array', values: [] } : { kind: 'kvlist', entries: [] }) - 1

function mergeList(reader: ProtoReader, list: AnyValueDraft | undefined): void {
  if (list?.kind === 'array') mergeArrayValue(reader, list.values, 1)
  else if (list?.kind === 'kvlist') mergeKeyValueList(reader, list.entries, 1)
}
