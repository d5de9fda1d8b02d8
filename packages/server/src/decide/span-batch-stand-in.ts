import {
  type AnyValue,
  type KeyValue,
  ok,
  type Result,
  readTracesProto,
  type TracesData,
  writeTracesProto,
} from '@throughline/otlp'
import type { SpanBatch } from './span-batch.ts'

/** `SpanBatch` the slow way, over objects. */
export function readSpanBatch(bytes: Uint8Array): Result<SpanBatch> {
  const read = readTracesProto(bytes)
  return read.ok ? ok(batchOf(read.value, bytes)) : read
}

function batchOf(data: TracesData, bytes: Uint8Array): SpanBatch {
  const places = data.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(span => ({ span, resource }))),
  )
  const place = (span: number) => {
    const found = places[span]
    if (found === undefined) throw new RangeError(`no span ${span}`)
    return found
  }
  const spanAt = (span: number) => place(span).span
  return {
    bytes,
    spanCount: places.length,
    traceIdHex: span => spanAt(span).traceId,
    spanIdHex: span => spanAt(span).spanId,
    parentSpanIdHex: span => spanAt(span).parentSpanId,
    startUnixNano: span => spanAt(span).startTimeUnixNano,
    endUnixNano: span => spanAt(span).endTimeUnixNano,
    statusCode: span => spanAt(span).status.code,
    kind: span => spanAt(span).kind,
    name: span => spanAt(span).name,
    byteLength: span => writeTracesProto(only(data, new Set([spanAt(span)]))).length,
    attribute: (span, key) => find(spanAt(span).attributes, key) ?? find(place(span).resource.attributes, key),
    select: spans => writeTracesProto(only(data, new Set(spans.map(spanAt)))),
  }
}

const find = (attributes: readonly KeyValue[], key: string): AnyValue | undefined =>
  attributes.find(attribute => attribute.key === key)?.value

const only = (data: TracesData, wanted: ReadonlySet<unknown>): TracesData => ({
  resourceSpans: data.resourceSpans
    .map(group => ({
      ...group,
      scopeSpans: group.scopeSpans
        .map(scope => ({ ...scope, spans: scope.spans.filter(span => wanted.has(span)) }))
        .filter(({ spans }) => spans.length > 0),
    }))
    .filter(({ scopeSpans }) => scopeSpans.length > 0),
})
