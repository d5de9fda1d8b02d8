import type { KeyValue, Resource, Scope, Span, SpanEvent, TracesData } from '@throughline/otlp'
import { plainOf, textOf } from '../attribute-text.ts'
import { remoteNameOf } from './remote-endpoint.ts'

/** A span of Zipkin's API, version 2. What is empty is left out. */
export interface ZipkinSpan {
  readonly traceId: string
  readonly id: string
  readonly parentId?: string
  readonly name: string
  readonly kind?: ZipkinKind
  /** Microseconds, as the other times. */
  readonly timestamp: number
  readonly duration: number
  readonly localEndpoint: { readonly serviceName: string }
  readonly remoteEndpoint?: { readonly serviceName: string }
  readonly annotations?: readonly { readonly timestamp: number; readonly value: string }[]
  readonly tags?: Readonly<Record<string, string>>
}

type ZipkinKind = 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER'

/** By OpenTelemetry's number; a span of another kind has none. */
const kinds: Readonly<Record<number, ZipkinKind>> = { 2: 'SERVER', 3: 'CLIENT', 4: 'PRODUCER', 5: 'CONSUMER' }

/** OpenTelemetry specification, "OpenTelemetry to Zipkin Transformation". Links and trace states have no place there. */
export const zipkinSpans = ({ resourceSpans }: TracesData): readonly ZipkinSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => spans.map(span => zipkinSpan(span, resource, scope))),
  )

function zipkinSpan(span: Span, resource: Resource, scope: Scope): ZipkinSpan {
  const kind = kinds[span.kind]
  const remote = kind === 'CLIENT' || kind === 'PRODUCER' ? remoteNameOf(span.attributes) : undefined
  const tags = tagsOf(span, resource, scope)
  return {
    traceId: span.traceId,
    id: span.spanId,
    ...(span.parentSpanId !== '' && { parentId: span.parentSpanId }),
    name: span.name,
    ...(kind && { kind }),
    timestamp: micros(span.startTimeUnixNano),
    duration: durationMicros(span),
    localEndpoint: { serviceName: serviceNameOf(resource) },
    ...(remote !== undefined && { remoteEndpoint: { serviceName: remote } }),
    ...(span.events.length > 0 && { annotations: span.events.map(annotationOf) }),
    ...(Object.keys(tags).length > 0 && { tags }),
  }
}

/** 53 bits of microseconds last until the year 2255. */
const micros = (nano: bigint): number => Number(nano / 1000n)

/** A clock that was set back in between must not make the span negative, which Zipkin refuses. */
const durationMicros = ({ startTimeUnixNano, endTimeUnixNano }: Span): number =>
  endTimeUnixNano > startTimeUnixNano ? micros(endTimeUnixNano - startTimeUnixNano) : 0

function serviceNameOf({ attributes }: Resource): string {
  const name = attributes.find(({ key }) => key === 'service.name')
  return name === undefined ? 'unknown_service' : textOf(name.value)
}

function annotationOf({ timeUnixNano, name, attributes }: SpanEvent) {
  const values = Object.fromEntries(attributes.map(({ key, value }) => [key, plainOf(value)]))
  const value = attributes.length === 0 ? name : `${JSON.stringify(name)}: ${JSON.stringify(values)}`
  return { timestamp: micros(timeUnixNano), value }
}

const statusNames: Readonly<Record<number, string>> = { 1: 'OK', 2: 'ERROR' }

/** The span's own win over those of its resource, and what the specification names over both. */
function tagsOf(span: Span, resource: Resource, scope: Scope): Record<string, string> {
  const ofResource = resource.attributes.filter(({ key }) => key !== 'service.name')
  // Zipkin takes any span with a tag `error` for one that failed.
  const ofSpan = span.attributes.filter(({ key, value }) => key !== 'error' || textOf(value) !== 'false')
  const statusName = statusNames[span.status.code]
  return {
    ...textsOf(ofResource),
    ...textsOf(ofSpan),
    ...(scope.name !== '' && { 'otel.scope.name': scope.name }),
    ...(scope.version !== '' && { 'otel.scope.version': scope.version }),
    ...droppedCounts(span),
    ...(statusName && { 'otel.status_code': statusName }),
    ...(statusName === 'ERROR' && { error: span.status.message }),
  }
}

function droppedCounts(span: Span): Record<string, string> {
  const counts = {
    'otel.dropped_attributes_count': span.droppedAttributesCount,
    'otel.dropped_events_count': span.droppedEventsCount,
    'otel.dropped_links_count': span.droppedLinksCount,
  }
  const dropped = Object.entries(counts).filter(([, count]) => count > 0)
  return Object.fromEntries(dropped.map(([key, count]) => [key, String(count)]))
}

const textsOf = (attributes: readonly KeyValue[]): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, textOf(value)]))
