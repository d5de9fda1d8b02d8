import { randomBytes } from 'node:crypto'
import { type Span, type SpanId, type TraceId, type TracesData, unixNano } from '@throughline/otlp'

export const newTraceId = () => randomBytes(16).toString('hex') as TraceId
const newSpanId = () => randomBytes(8).toString('hex') as SpanId

/** A valid root span, with what the test wants different. */
export function aSpan(different: Partial<Span> = {}): Span {
  const startTimeUnixNano = unixNano(BigInt(Date.now()) * 1_000_000n)
  return {
    traceId: newTraceId(),
    spanId: newSpanId(),
    traceState: '',
    parentSpanId: '' as SpanId,
    flags: 0,
    name: 'GET /cart',
    kind: 2,
    startTimeUnixNano,
    endTimeUnixNano: unixNano(startTimeUnixNano + 5_000_000n),
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
    ...different,
  }
}

export function tracesOf(spans: readonly Span[], service = 'shop'): TracesData {
  const attributes = [{ key: 'service.name', value: { kind: 'string', value: service } as const }]
  const resource = { attributes, droppedAttributesCount: 0, entityRefs: [] }
  const scope = { name: 'test', version: '', attributes: [], droppedAttributesCount: 0 }
  return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans, schemaUrl: '' }], schemaUrl: '' }] }
}
