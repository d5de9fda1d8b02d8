import fc from 'fast-check'
import { bytesToHex } from '../../ids.ts'
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
  TraceId,
  TracesData,
} from '../../model.ts'
import { unixNano } from '../../time.ts'

/** Ordinary objects, as readers give them; fast-check would mix in some without a prototype. */
const record = <T>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(members, { noNullPrototype: true })

const text = fc.string({ unit: 'binary', maxLength: 60 }).map(value => value.toWellFormed())
const uint32 = fc.nat({ max: 2 ** 32 - 1 })
const int32 = fc.integer()
const time = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(unixNano)
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const hex = (byteCount: number) => fc.uint8Array({ minLength: byteCount, maxLength: byteCount }).map(bytesToHex)
/** Mostly what it should be; other lengths must come through as well, for the server to refuse. */
const id = (byteCount: number) => fc.oneof({ weight: 5, arbitrary: hex(byteCount) }, fc.constant(''), hex(3))
const traceId = id(16).map(digits => digits as TraceId)
const spanId = id(8).map(digits => digits as SpanId)
const listOf = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 4 })

const { keyValue } = fc.letrec<{ value: AnyValue; keyValue: KeyValue }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 6 },
    fc.constant<AnyValue>({ kind: 'empty' }),
    record({ kind: fc.constant('string' as const), value: text }),
    record({ kind: fc.constant('bool' as const), value: fc.boolean() }),
    record({ kind: fc.constant('int' as const), value: int64 }),
    record({ kind: fc.constant('double' as const), value: fc.double() }),
    record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 20 }) }),
    record({ kind: fc.constant('array' as const), values: listOf(tie('value')) }),
    record({ kind: fc.constant('kvlist' as const), entries: listOf(tie('keyValue')) }),
  ),
  keyValue: record({ key: text, value: tie('value') }),
}))

const attributes = listOf(keyValue)

const event: fc.Arbitrary<SpanEvent> = record({
  timeUnixNano: time,
  name: text,
  attributes,
  droppedAttributesCount: uint32,
})

const link: fc.Arbitrary<SpanLink> = record({
  traceId,
  spanId,
  traceState: text,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
})

const span: fc.Arbitrary<Span> = record({
  traceId,
  spanId,
  traceState: text,
  parentSpanId: spanId,
  flags: uint32,
  name: text,
  kind: int32,
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes,
  droppedAttributesCount: uint32,
  events: listOf(event),
  droppedEventsCount: uint32,
  links: listOf(link),
  droppedLinksCount: uint32,
  status: record({ code: int32, message: text }),
})

const scope: fc.Arbitrary<Scope> = record({ name: text, version: text, attributes, droppedAttributesCount: uint32 })

const scopeSpans: fc.Arbitrary<ScopeSpans> = record({ scope, spans: listOf(span), schemaUrl: text })

const entityRef: fc.Arbitrary<EntityRef> = record({
  schemaUrl: text,
  type: text,
  idKeys: listOf(text),
  descriptionKeys: listOf(text),
})

const resource: fc.Arbitrary<Resource> = record({
  attributes,
  droppedAttributesCount: uint32,
  entityRefs: listOf(entityRef),
})

const resourceSpans: fc.Arbitrary<ResourceSpans> = record({
  resource,
  scopeSpans: listOf(scopeSpans),
  schemaUrl: text,
})

/** Any traces the model can hold, in whatever combination. */
export const arbitraryTraces: fc.Arbitrary<TracesData> = record({ resourceSpans: listOf(resourceSpans) })
