import type {
  AnyValue,
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
  UnixNano,
} from '@throughline/otlp'
import fc from 'fast-check'

/** Any value of any message, as far as OTLP's types allow; text is any UTF-8 can hold. */

export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
)
export const uint32 = fc.nat({ max: 2 ** 32 - 1 })
export const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
export const nano = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(value => value as UnixNano)
const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(ids => Buffer.from(ids).toString('hex'))
export const traceId = hex(16).map(id => id as TraceId)
export const spanId = fc.oneof(hex(8), fc.constant('')).map(id => id as SpanId)

export const { value } = fc.letrec<{ value: AnyValue; entry: KeyValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.record({ kind: fc.constant('string' as const), value: text }),
    fc.constant({ kind: 'empty' as const }),
    fc.record({ kind: fc.constant('bool' as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant('int' as const), value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
    fc.record({ kind: fc.constant('double' as const), value: fc.double() }),
    fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 20 }) }),
    fc.record({ kind: fc.constant('array' as const), values: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('kvlist' as const), entries: fc.array(tie('entry'), { maxLength: 3 }) }),
  ),
  entry: fc.record({ key: text, value: tie('value') }),
}))

export const attributes: fc.Arbitrary<KeyValue[]> = fc.array(fc.record({ key: text, value }), { maxLength: 5 })

const event: fc.Arbitrary<SpanEvent> = fc.record({
  timeUnixNano: nano,
  name: text,
  attributes,
  droppedAttributesCount: uint32,
})

const link: fc.Arbitrary<SpanLink> = fc.record({
  traceId,
  spanId,
  traceState: text,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
})

const span: fc.Arbitrary<Span> = fc.record({
  traceId,
  spanId,
  traceState: text,
  parentSpanId: spanId,
  flags: uint32,
  name: text,
  kind: int32,
  startTimeUnixNano: nano,
  endTimeUnixNano: nano,
  attributes,
  droppedAttributesCount: uint32,
  events: fc.array(event, { maxLength: 3 }),
  droppedEventsCount: uint32,
  links: fc.array(link, { maxLength: 3 }),
  droppedLinksCount: uint32,
  status: fc.record({ code: int32, message: text }),
})

export const scope: fc.Arbitrary<Scope> = fc.record({
  name: text,
  version: text,
  attributes,
  droppedAttributesCount: uint32,
})

const scopeSpans: fc.Arbitrary<ScopeSpans> = fc.record({
  scope,
  spans: fc.tuple(span),
  schemaUrl: text,
})

const entityRef = fc.record({
  schemaUrl: text,
  type: text,
  idKeys: fc.array(text, { maxLength: 3 }),
  descriptionKeys: fc.array(text, { maxLength: 3 }),
})

export const resource: fc.Arbitrary<Resource> = fc.record({
  attributes,
  droppedAttributesCount: uint32,
  entityRefs: fc.array(entityRef, { maxLength: 2 }),
})

/** With exactly one scope that has exactly one span. */
export const resourceSpans: fc.Arbitrary<ResourceSpans> = fc.record({
  resource,
  scopeSpans: fc.tuple(scopeSpans),
  schemaUrl: text,
})
