import type { AnyValue, EntityRef, KeyValue, Resource, Scope, SpanId, TraceId } from '../model/common.ts'
import { unixNano } from '../time.ts'

/** A message while a reader fills it in: protobuf lets any field come late, twice or never. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] }

export type AnyValueDraft = AnyValue extends infer Kind ? (Kind extends AnyValue ? Draft<Kind> : never) : never

export const noTraceId = '' as TraceId
export const noSpanId = '' as SpanId
export const noTime = unixNano(0n)

/** One object for all: it is never written to, only replaced. */
export const emptyValue: AnyValueDraft = Object.freeze({ kind: 'empty' })

export const emptyKeyValue = (): Draft<KeyValue> & { value: AnyValueDraft } => ({ key: '', value: emptyValue })

export const emptyEntityRef = (): Draft<EntityRef> => ({ schemaUrl: '', type: '', idKeys: [], descriptionKeys: [] })

export const emptyResource = (): Draft<Resource> => ({ attributes: [], droppedAttributesCount: 0, entityRefs: [] })

export const emptyScope = (): Draft<Scope> => ({ name: '', version: '', attributes: [], droppedAttributesCount: 0 })
