/**
 * What the messages of all signals have in common, as plain data.
 *
 * Names are the proto's, in camel case; every field is present and holds the proto3 default when the
 * sender left it out. 64-bit numbers are `bigint`, ids are lower-case hex.
 *
 * Source: opentelemetry-proto 1.x, `common/v1/common.proto`, `resource/v1/resource.proto`.
 */

/** 16 bytes as 32 hex digits; the empty string where the sender gave none. */
export type TraceId = string & { readonly [traceIdBrand]: true }
/** 8 bytes as 16 hex digits; the empty string where the sender gave none. */
export type SpanId = string & { readonly [spanIdBrand]: true }
/** Nanoseconds since 1970-01-01T00:00:00Z, 0 … 2⁶⁴−1. */
export type UnixNano = bigint & { readonly [unixNanoBrand]: true }

declare const traceIdBrand: unique symbol
declare const spanIdBrand: unique symbol
declare const unixNanoBrand: unique symbol

export type AnyValue =
  | { readonly kind: 'empty' }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'array'; readonly values: readonly AnyValue[] }
  | { readonly kind: 'kvlist'; readonly entries: readonly KeyValue[] }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }

export interface KeyValue {
  readonly key: string
  readonly value: AnyValue
}

export interface EntityRef {
  readonly schemaUrl: string
  readonly type: string
  readonly idKeys: readonly string[]
  readonly descriptionKeys: readonly string[]
}

export interface Resource {
  readonly attributes: readonly KeyValue[]
  readonly droppedAttributesCount: number
  readonly entityRefs: readonly EntityRef[]
}

export interface Scope {
  readonly name: string
  readonly version: string
  readonly attributes: readonly KeyValue[]
  readonly droppedAttributesCount: number
}
