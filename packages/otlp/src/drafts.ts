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
  SpanId,
  SpanLink,
  Status,
  TraceId,
} from './model.ts'
import { unixNano } from './time.ts'

/** A message while a reader fills it in: protobuf lets any field come late, twice or never. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] }

export type AnyValueDraft = AnyValue extends infer Kind ? (Kind extends AnyValue ? Draft<Kind> : never) : never

const noTraceId = '' as TraceId
const noSpanId = '' as SpanId
const noTime = unixNano(0n)

/** One object for all: it is never written to, only replaced. */
export const emptyValue: AnyValueDraft = Object.freeze({ kind: 'empty' })

export const emptyKeyValue = (): Draft<KeyValue> & { value: AnyValueDraft } => ({ key: '', value: emptyValue })

export const emptyEntityRef = (): Draft<EntityRef> => ({ schemaUrl: '', type: '', idKeys: [], descriptionKeys: [] })

const emptyResource = (): Draft<Resource> => ({ attributes: [], droppedAttributesCount: 0, entityRefs: [] })

const emptyScope = (): Draft<Scope> => ({ name: '', version: '', attributes: [], droppedAttributesCount: 0 })

const emptyStatus = (): Draft<Status> => ({ code: 0, message: '' })

export const emptyEvent = (): Draft<SpanEvent> => ({
  timeUnixNano: noTime,
  name: '',
  attributes: [],
  droppedAttributesCount: 0,
})

export const emptyLink = (): Draft<SpanLink> => ({
  traceId: noTraceId,
  spanId: noSpanId,
  traceState: '',
  attributes: [],
  droppedAttributesCount: 0,
  flags: 0,
})

export const emptySpan = (): Draft<Span> & { status: Draft<Status> } => ({
  traceId: noTraceId,
  spanId: noSpanId,
  traceState: '',
  parentSpanId: noSpanId,
  flags: 0,
  name: '',
  kind: 0,
  startTimeUnixNano: noTime,
  endTimeUnixNano: noTime,
  attributes: [],
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  status: emptyStatus(),
})

export const emptyScopeSpans = (): Draft<ScopeSpans> & { scope: Draft<Scope> } => ({
  scope: emptyScope(),
  spans: [],
  schemaUrl: '',
})

export const emptyResourceSpans = (): Draft<ResourceSpans> & { resource: Draft<Resource> } => ({
  resource: emptyResource(),
  scopeSpans: [],
  schemaUrl: '',
})
