import type { KeyValue, Resource, Scope, SpanId, TraceId, UnixNano } from './common.ts'

/** Source: opentelemetry-proto 1.x, `trace/v1/trace.proto`. */

/** `SpanKind`: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer; unknown numbers are kept. */
export type SpanKindNumber = number
/** `StatusCode`: 0 unset, 1 ok, 2 error; unknown numbers are kept. */
export type StatusCodeNumber = number

export interface Status {
  readonly code: StatusCodeNumber
  readonly message: string
}

export interface SpanEvent {
  readonly timeUnixNano: UnixNano
  readonly name: string
  readonly attributes: readonly KeyValue[]
  readonly droppedAttributesCount: number
}

export interface SpanLink {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly traceState: string
  readonly attributes: readonly KeyValue[]
  readonly droppedAttributesCount: number
  readonly flags: number
}

export interface Span {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly traceState: string
  readonly parentSpanId: SpanId
  readonly flags: number
  readonly name: string
  readonly kind: SpanKindNumber
  readonly startTimeUnixNano: UnixNano
  readonly endTimeUnixNano: UnixNano
  readonly attributes: readonly KeyValue[]
  readonly droppedAttributesCount: number
  readonly events: readonly SpanEvent[]
  readonly droppedEventsCount: number
  readonly links: readonly SpanLink[]
  readonly droppedLinksCount: number
  readonly status: Status
}

export interface ScopeSpans {
  readonly scope: Scope
  readonly spans: readonly Span[]
  readonly schemaUrl: string
}

export interface ResourceSpans {
  readonly resource: Resource
  readonly scopeSpans: readonly ScopeSpans[]
  readonly schemaUrl: string
}

/** `TracesData`, which is also `ExportTraceServiceRequest`: the two messages have the same fields. */
export interface TracesData {
  readonly resourceSpans: readonly ResourceSpans[]
}
