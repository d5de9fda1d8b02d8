import assert from 'node:assert/strict'
import {
  type AnyValue,
  type KeyValue,
  type ResourceSpans,
  readSpanBatch,
  type Span,
  type SpanBatch,
  type SpanId,
  type TraceId,
  type TracesData,
  type UnixNano,
  writeTracesProto,
} from '@throughline/otlp'

/** 2026-01-02T03:04:05Z. */
export const startUnixNano = 1_767_323_045_000_000_000n as UnixNano

export const after = (nano: bigint): UnixNano => (startUnixNano + nano) as UnixNano

export const traceIdOf = (value: number): TraceId => value.toString(16).padStart(32, '0') as TraceId
export const spanIdOf = (value: number): SpanId => value.toString(16).padStart(16, '0') as SpanId

/** A span of one second with nothing else to it. */
export const spanOf = (given: Partial<Span> = {}): Span => ({
  traceId: traceIdOf(1),
  spanId: spanIdOf(1),
  traceState: '',
  parentSpanId: '' as SpanId,
  flags: 0,
  name: 'GET /',
  kind: 2,
  startTimeUnixNano: startUnixNano,
  endTimeUnixNano: after(1_000_000_000n),
  attributes: [],
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  status: { code: 0, message: '' },
  ...given,
})

export const attribute = (key: string, value: string): KeyValue => ({ key, value: { kind: 'string', value } })
export const valued = (key: string, value: AnyValue): KeyValue => ({ key, value })

/** Spans of one service. */
export const serviceSpans = (service: string, ...spans: readonly Span[]): ResourceSpans => ({
  resource: { attributes: [attribute('service.name', service)], droppedAttributesCount: 0, entityRefs: [] },
  scopeSpans: [
    { scope: { name: 'test', version: '', attributes: [], droppedAttributesCount: 0 }, spans, schemaUrl: '' },
  ],
  schemaUrl: '',
})

export const tracesOf = (...resourceSpans: readonly ResourceSpans[]): TracesData => ({ resourceSpans })

/** The request that `data` travels in. */
export function batchOf(data: TracesData): SpanBatch {
  const batch = readSpanBatch(writeTracesProto(data))
  assert.ok(batch.ok, batch.ok ? '' : batch.error)
  return batch.value
}
