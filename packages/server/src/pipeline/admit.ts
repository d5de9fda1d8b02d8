import {
  countDataPoints,
  countLogRecords,
  countProfiles,
  err,
  ok,
  type ResourceSpans,
  type Result,
  readTracesProto,
  type ScopeSpans,
  type Span,
  spanProblem,
  type TracesData,
  writeTracesProto,
} from '@throughline/otlp'
import type { Payload, Signal } from './payload.ts'

/** What the sender hears about its request. */
export interface Admission {
  /** Spans, data points, log records or profiles. */
  readonly accepted: number
  readonly rejected: number
  /** One sentence; empty when every item is accepted. */
  readonly errorMessage: string
}

export interface Admitted {
  readonly admission: Admission
  /** What of the request goes on. */
  readonly payload: Payload
}

/** Reads a request once, whose bytes anybody may have sent; an error means that it can never be taken. */
export function admit(signal: Signal, bytes: Uint8Array): Result<Admitted> {
  if (signal === 'traces') return admitTraces(bytes)
  const itemCount = itemCounters[signal](bytes)
  if (!itemCount.ok) return itemCount
  const admission = { accepted: itemCount.value, rejected: 0, errorMessage: '' }
  return ok({ admission, payload: { signal, bytes, itemCount: itemCount.value } })
}

const itemCounters = { metrics: countDataPoints, logs: countLogRecords, profiles: countProfiles }

/** Keeps the spans whose ids are valid. A request without a bad span, the usual one, goes on as it is, uncopied. */
function admitTraces(bytes: Uint8Array): Result<Admitted> {
  const read = readTracesProto(bytes)
  if (!read.ok) return err(read.error)
  let spans = 0
  const problems: string[] = []
  for (const span of allSpans(read.value)) {
    spans++
    const problem = spanProblem(span)
    if (problem !== undefined) problems.push(problem)
  }
  const accepted = spans - problems.length
  const first = problems[0]
  const errorMessage = first ? `${problems.length} of ${spans} spans rejected; the first: ${first}` : ''
  const kept = first ? writeTracesProto(keepValid(read.value)) : bytes
  return ok({
    admission: { accepted, rejected: problems.length, errorMessage },
    payload: { signal: 'traces', bytes: kept, itemCount: accepted },
  })
}

function* allSpans(data: TracesData): Generator<Span> {
  for (const { scopeSpans } of data.resourceSpans) for (const { spans } of scopeSpans) yield* spans
}

function keepValid(data: TracesData): TracesData {
  return { resourceSpans: data.resourceSpans.map(keepValidOfResource).filter(each => each.scopeSpans.length > 0) }
}

function keepValidOfResource(each: ResourceSpans): ResourceSpans {
  return { ...each, scopeSpans: each.scopeSpans.map(keepValidOfScope).filter(({ spans }) => spans.length > 0) }
}

function keepValidOfScope(each: ScopeSpans): ScopeSpans {
  return { ...each, spans: each.spans.filter(span => spanProblem(span) === undefined) }
}
