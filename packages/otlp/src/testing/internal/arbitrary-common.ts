import fc from 'fast-check'
import { bytesToHex } from '../../ids.ts'
import type { AnyValue, EntityRef, KeyValue, Resource, Scope, SpanId, TraceId } from '../../model/common.ts'
import { unixNano } from '../../time.ts'

/** Ordinary objects, as readers give them; fast-check would mix in some without a prototype. */
export const record = <T>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(members, { noNullPrototype: true })

export const text = fc.string({ unit: 'binary', maxLength: 60 }).map(value => value.toWellFormed())
export const uint32 = fc.nat({ max: 2 ** 32 - 1 })
export const int32 = fc.integer()
export const time = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(unixNano)
export const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const hex = (byteCount: number) => fc.uint8Array({ minLength: byteCount, maxLength: byteCount }).map(bytesToHex)
/** Mostly what it should be; other lengths must come through as well, for the server to refuse. */
const id = (byteCount: number) => fc.oneof({ weight: 5, arbitrary: hex(byteCount) }, fc.constant(''), hex(3))
export const traceId = id(16).map(digits => digits as TraceId)
export const spanId = id(8).map(digits => digits as SpanId)
export const listOf = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 4 })

const { value, keyValue } = fc.letrec<{ value: AnyValue; keyValue: KeyValue }>(tie => ({
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

export const anyValue = value
export const attributes = listOf(keyValue)

export const scope: fc.Arbitrary<Scope> = record({
  name: text,
  version: text,
  attributes,
  droppedAttributesCount: uint32,
})

const entityRef: fc.Arbitrary<EntityRef> = record({
  schemaUrl: text,
  type: text,
  idKeys: listOf(text),
  descriptionKeys: listOf(text),
})

export const resource: fc.Arbitrary<Resource> = record({
  attributes,
  droppedAttributesCount: uint32,
  entityRefs: listOf(entityRef),
})
