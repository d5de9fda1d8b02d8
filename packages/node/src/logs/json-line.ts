import type { SpanContext } from '@opentelemetry/api'
import { type TraceFields, traceFieldNames, traceFields, traceMembers } from './trace-fields.ts'

/**
 * `line`, the text of a JSON object, with the ids of a span as its last members. Put into the text and not into what the
 * text is made of: that may be an object of the app's, and a copy of it would be most of what this costs.
 *
 * Hot path: bench/request-overhead, `logged`.
 */
export function withTraceMembers(line: string, context: SpanContext): string {
  const end = line.lastIndexOf('}')
  if (end < 0) return line
  const members = mayHaveOwn(line) ? missingMembers(line, context) : traceMembers(context)
  const separated = isEmptyBefore(line, end) ? members.slice(1) : members
  return line.slice(0, end) + separated + line.slice(end)
}

/**
 * Cheap, and true of few lines. One of the two is in each of `traceFieldNames`; without quotes, since a search goes from one
 * first character to the next, and of quotes a line has fifty.
 */
const mayHaveOwn = (line: string): boolean => line.includes('trace_') || line.includes('span_id')

const OPENING_BRACE = 0x7b
const SPACE = 0x20

function isEmptyBefore(line: string, end: number): boolean {
  let last = end - 1
  while (line.charCodeAt(last) <= SPACE) last--
  return line.charCodeAt(last) === OPENING_BRACE
}

/** The app's own win, and a name that stands deeper is another's. */
function missingMembers(line: string, context: SpanContext): string {
  const own = parsedLine(line)
  if (own === undefined) return ''
  const fields: TraceFields = traceFields(context)
  return traceFieldNames.flatMap(name => (Object.hasOwn(own, name) ? [] : [`,"${name}":"${fields[name]}"`])).join('')
}

/** Undefined for what is no JSON object. */
export function parsedLine(line: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(line)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : undefined
  } catch {
    return undefined
  }
}
