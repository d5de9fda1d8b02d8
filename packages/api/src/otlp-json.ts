/**
 * OTLP JSON as `GET /api/traces/{traceId}` sends it: the proto3 JSON mapping with the three changes that
 * OTLP makes (ids are hex, enums are numbers, names are lowerCamelCase).
 *
 * A field that holds its default may be left out, so every field is optional; 64-bit integers are decimal strings.
 *
 * Source: opentelemetry-proto 1.x, `docs/specification.md`, "JSON Protobuf Encoding".
 */

/** A oneof: at most one field is present; none means the empty value. */
export interface OtlpAnyValue {
  readonly stringValue?: string
  readonly boolValue?: boolean
  readonly intValue?: string
  /** `NaN`, `Infinity` and `-Infinity` travel as strings of that name. */
  readonly doubleValue?: number | string
  readonly arrayValue?: { readonly values?: readonly OtlpAnyValue[] }
  readonly kvlistValue?: { readonly values?: readonly OtlpKeyValue[] }
  /** Base64. */
  readonly bytesValue?: string
}

export interface OtlpKeyValue {
  readonly key: string
  readonly value?: OtlpAnyValue
}

export interface OtlpEntityRef {
  readonly schemaUrl?: string
  readonly type?: string
  readonly idKeys?: readonly string[]
  readonly descriptionKeys?: readonly string[]
}

export interface OtlpResource {
  readonly attributes?: readonly OtlpKeyValue[]
  readonly droppedAttributesCount?: number
  readonly entityRefs?: readonly OtlpEntityRef[]
}

export interface OtlpScope {
  readonly name?: string
  readonly version?: string
  readonly attributes?: readonly OtlpKeyValue[]
  readonly droppedAttributesCount?: number
}

export interface OtlpStatus {
  /** 0 unset, 1 ok, 2 error. */
  readonly code?: number
  readonly message?: string
}

export interface OtlpSpanEvent {
  readonly timeUnixNano?: string
  readonly name?: string
  readonly attributes?: readonly OtlpKeyValue[]
  readonly droppedAttributesCount?: number
}

export interface OtlpSpanLink {
  readonly traceId?: string
  readonly spanId?: string
  readonly traceState?: string
  readonly attributes?: readonly OtlpKeyValue[]
  readonly droppedAttributesCount?: number
  readonly flags?: number
}

export interface OtlpSpan {
  /** 32 hex digits. */
  readonly traceId: string
  /** 16 hex digits. */
  readonly spanId: string
  readonly traceState?: string
  readonly parentSpanId?: string
  readonly flags?: number
  readonly name?: string
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind?: number
  readonly startTimeUnixNano?: string
  readonly endTimeUnixNano?: string
  readonly attributes?: readonly OtlpKeyValue[]
  readonly droppedAttributesCount?: number
  readonly events?: readonly OtlpSpanEvent[]
  readonly droppedEventsCount?: number
  readonly links?: readonly OtlpSpanLink[]
  readonly droppedLinksCount?: number
  readonly status?: OtlpStatus
}

export interface OtlpScopeSpans {
  readonly scope?: OtlpScope
  readonly spans?: readonly OtlpSpan[]
  readonly schemaUrl?: string
}

export interface OtlpResourceSpans {
  readonly resource?: OtlpResource
  readonly scopeSpans?: readonly OtlpScopeSpans[]
  readonly schemaUrl?: string
}

/** `GET /api/traces/{traceId}`: the whole trace. */
export interface OtlpTracesData {
  readonly resourceSpans?: readonly OtlpResourceSpans[]
}
