import type { AnyValue, Span, TracesData } from '@throughline/otlp'

/** A span as a person would draw it: what it says of itself, under what called it. */
export interface SpanNode {
  readonly service: string
  readonly span: Span
  readonly attributes: Readonly<Record<string, unknown>>
  readonly children: readonly SpanNode[]
}

/** The roots of a trace: spans whose parent is not in it. Siblings in the order in which they began. */
export const spanTree = (trace: TracesData): readonly SpanNode[] => {
  const all = trace.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(toRecord(resource.attributes)['service.name'])
    return scopeSpans.flatMap(({ spans }) => spans.map(span => ({ service, span })))
  })
  const ids = new Set(all.map(({ span }) => span.spanId))
  const nodesWhere = (isWanted: (span: Span) => boolean): readonly SpanNode[] =>
    all
      .filter(({ span }) => isWanted(span))
      .sort((a, b) => Number(a.span.startTimeUnixNano - b.span.startTimeUnixNano))
      .map(({ service, span }) => ({
        service,
        span,
        attributes: toRecord(span.attributes),
        children: nodesWhere(other => other.parentSpanId === span.spanId),
      }))
  return nodesWhere(span => !ids.has(span.parentSpanId))
}

const toRecord = (attributes: Span['attributes']): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, toPlain(value)]))

const toPlain = (value: AnyValue): unknown => {
  switch (value.kind) {
    case 'empty':
      return undefined
    case 'array':
      return value.values.map(toPlain)
    case 'kvlist':
      return toRecord(value.entries)
    default:
      return value.value
  }
}
