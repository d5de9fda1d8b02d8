import type { OtlpSpan, OtlpTracesData } from '@throughline/api'
import { selfTimes } from './self-time.ts'
import { SpanFlag, type SpanOrigin, type TraceModel } from './trace-model.ts'
import { flattenTree, type TreeRows } from './tree.ts'
import { findSuperseded, isToldUnfinished } from './unfinished.ts'

/** Columns from OTLP JSON. Any shape of trace gives a model; what is odd about a span is told by its flags. */
export function buildTraceModel(data: OtlpTracesData): TraceModel {
  const incoming = collectSpans(data)
  const times = relativeTimes(incoming.spans)
  const parents = findParents(incoming.spans)
  const rows = flattenTree(parents.index, times.start)
  const spans = Array.from(rows.order, index => incoming.spans[index] ?? emptySpan)
  const startNano = pick(times.start, rows.order)
  const endNano = pick(times.end, rows.order)
  const flags = spanFlags(rows, parents.orphan, times.flags, spans, startNano, endNano)
  const hasRoot = spans.some((span, row) => rows.parent[row] === -1 && !parentIdOf(span))
  const services = internStrings(spans, (_, row) => incoming.services[rows.order[row] ?? -1] ?? '')
  const names = internStrings(spans, span => (span.name?.trim() ? span.name : 'unnamed span'))
  return {
    traceId: spans[0]?.traceId ?? '',
    spanCount: spans.length,
    errorCount: countFlag(flags, SpanFlag.error),
    unfinishedCount: countFlag(flags, SpanFlag.unfinished),
    orphanCount: countFlag(flags, SpanFlag.orphan),
    startUnixNano: times.startUnixNano,
    durationNano: times.durationNano,
    root: hasRoot ? spans.findIndex((span, row) => rows.parent[row] === -1 && !parentIdOf(span)) : 0,
    hasRoot,
    startNano,
    endNano,
    selfNano: selfTimes(rows.parent, startNano, endNano),
    parent: rows.parent,
    depth: rows.depth,
    subtreeSize: rows.subtreeSize,
    subtreeErrors: sumSubtrees(rows.parent, flags),
    flags,
    name: names.index,
    names: names.table,
    service: services.index,
    services: services.table,
    spans,
    origin: rows.order.map(index => incoming.origin[index] ?? 0),
    origins: incoming.origins,
    arrivalBySpanId: parents.arrivalBySpanId,
    rowByArrival: rows.rowOf,
  }
}

/** Empty for a root; some SDKs say it with zeros. */
const parentIdOf = ({ parentSpanId = '' }: OtlpSpan): string => (/^0+$/.test(parentSpanId) ? '' : parentSpanId)

const emptySpan: OtlpSpan = { traceId: '', spanId: '' }

function collectSpans(data: OtlpTracesData) {
  const spans: OtlpSpan[] = []
  const services: string[] = []
  const origin: number[] = []
  const origins: SpanOrigin[] = []
  for (const { resource = {}, scopeSpans = [] } of data.resourceSpans ?? []) {
    const nameAttribute = resource.attributes?.find(attribute => attribute.key === 'service.name')
    const service = nameAttribute?.value?.stringValue || 'unknown_service'
    for (const { scope = {}, spans: scoped = [] } of scopeSpans) {
      for (const span of scoped) {
        spans.push(span)
        services.push(service)
        origin.push(origins.length)
      }
      origins.push({ resource, scope })
    }
  }
  return withoutSuperseded({ spans, services, origin, origins })
}

function withoutSuperseded(incoming: {
  spans: OtlpSpan[]
  services: string[]
  origin: number[]
  origins: SpanOrigin[]
}) {
  const superseded = findSuperseded(incoming.spans)
  if (superseded.size === 0) return incoming
  const isShown = (_: unknown, i: number): boolean => !superseded.has(incoming.spans[i] ?? emptySpan)
  const { spans, services, origin, origins } = incoming
  return { spans: spans.filter(isShown), services: services.filter(isShown), origin: origin.filter(isShown), origins }
}

/** Times after the earliest start. A span without a start begins with the trace, one without an end lasts as long. */
function relativeTimes(spans: readonly OtlpSpan[]) {
  const starts = spans.map(span => BigInt(span.startTimeUnixNano || 0))
  const ends = spans.map(span => BigInt(span.endTimeUnixNano || 0))
  const startUnixNano = minimum(starts) ?? minimum(ends) ?? 0n
  const flags = new Uint8Array(spans.length)
  const start = Float64Array.from(starts, value => (value === 0n ? 0 : Number(value - startUnixNano)))
  const end = Float64Array.from(ends, (value, i) => (value === 0n ? (start[i] ?? 0) : Number(value - startUnixNano)))
  const durationNano = Math.max(greatest(start), greatest(end))
  spans.forEach((span, i) => {
    const from = start[i] ?? 0
    if (starts[i] === 0n) flags[i] = SpanFlag.noStart
    if (isToldUnfinished(span)) flags[i] = (flags[i] ?? 0) | SpanFlag.unfinished
    if (ends[i] === 0n) {
      flags[i] = (flags[i] ?? 0) | SpanFlag.unfinished
      end[i] = durationNano
    } else if ((end[i] ?? 0) < from) {
      flags[i] = (flags[i] ?? 0) | SpanFlag.endBeforeStart
      end[i] = from
    }
  })
  return { start, end, flags, startUnixNano, durationNano }
}

const greatest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, value), 0)

function minimum(values: readonly bigint[]): bigint | undefined {
  let least: bigint | undefined
  for (const value of values) if (value !== 0n && (least === undefined || value < least)) least = value
  return least
}

function findParents(spans: readonly OtlpSpan[]) {
  const arrivalBySpanId = new Map<string, number>()
  // Backwards, so that the first of a repeated id wins with one map operation per span, which is what a build costs most.
  for (let i = spans.length - 1; i >= 0; i--) arrivalBySpanId.set(spans[i]?.spanId ?? '', i)
  const orphan = new Set<number>()
  const index = new Int32Array(spans.length)
  spans.forEach((span, i) => {
    const parentSpanId = parentIdOf(span)
    const parent = parentSpanId ? arrivalBySpanId.get(parentSpanId) : undefined
    if (parentSpanId && parent === undefined) orphan.add(i)
    index[i] = parent ?? -1
  })
  return { index, orphan, arrivalBySpanId }
}

function spanFlags(
  rows: TreeRows,
  orphan: ReadonlySet<number>,
  timeFlags: Uint8Array,
  spans: readonly OtlpSpan[],
  startNano: Float64Array,
  endNano: Float64Array,
): Uint8Array {
  return Uint8Array.from(rows.order, (index, row) => {
    let flags = timeFlags[index] ?? 0
    if (spans[row]?.status?.code === 2) flags |= SpanFlag.error
    if (orphan.has(index)) flags |= SpanFlag.orphan
    if (rows.cut.has(index)) flags |= SpanFlag.inCycle
    const parent = rows.parent[row] ?? -1
    if (parent !== -1) {
      const early = (startNano[row] ?? 0) < (startNano[parent] ?? 0)
      const late = (endNano[row] ?? 0) > (endNano[parent] ?? 0)
      if (early || late) flags |= SpanFlag.outsideParent
    }
    return flags
  })
}

function sumSubtrees(parent: Int32Array, flags: Uint8Array): Int32Array {
  const errors = Int32Array.from(flags, value => value & SpanFlag.error)
  for (let row = errors.length - 1; row >= 0; row--) {
    const parentRow = parent[row] ?? -1
    if (parentRow !== -1) errors[parentRow] = (errors[parentRow] ?? 0) + (errors[row] ?? 0)
  }
  return errors
}

function internStrings(spans: readonly OtlpSpan[], textOf: (span: OtlpSpan, row: number) => string) {
  const indexByText = new Map<string, number>()
  const index = Int32Array.from(spans, (span, row) => {
    const text = textOf(span, row)
    const known = indexByText.get(text)
    if (known !== undefined) return known
    indexByText.set(text, indexByText.size)
    return indexByText.size - 1
  })
  return { index, table: [...indexByText.keys()] }
}

const countFlag = (flags: Uint8Array, flag: number) => flags.reduce((count, value) => count + (value & flag ? 1 : 0), 0)
const pick = (values: Float64Array, order: Int32Array) => Float64Array.from(order, index => values[index] ?? 0)
