import { type ResourceSpans, type ScopeSpans, type Span, spanProblem, type TracesData } from '@throughline/otlp'

/** What of a request goes on, and what the sender must hear about the rest. */
export interface Admission {
  readonly data: TracesData
  readonly acceptedSpans: number
  readonly rejectedSpans: number
  /** One sentence; empty when every span is accepted. */
  readonly errorMessage: string
}

/** Keeps the spans whose ids are valid. A request without a bad span, the usual one, goes on as it is, uncopied. */
export function admit(data: TracesData): Admission {
  let spans = 0
  const problems: string[] = []
  for (const span of allSpans(data)) {
    spans++
    const problem = spanProblem(span)
    if (problem !== undefined) problems.push(problem)
  }
  const first = problems[0]
  if (first === undefined) return { data, acceptedSpans: spans, rejectedSpans: 0, errorMessage: '' }
  return {
    data: keepValid(data),
    acceptedSpans: spans - problems.length,
    rejectedSpans: problems.length,
    errorMessage: `${problems.length} of ${spans} spans rejected; the first: ${first}`,
  }
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
