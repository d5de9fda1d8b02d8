import type { SpanContext } from '@opentelemetry/api'
import { type TraceFields, traceFieldNames, traceFields, traceMembers } from './trace-fields.ts'

/**
 * `line`, the text of a JSON object, with the ids of a span as its last members. Put into the text and not into what the
 * text is made of: that may be an object of the app's, and a copy of it would be most of what this costs.
 */
export function withTraceMembers(line: string, context: SpanContext): string {
  const end = line.lastIndexOf('}')
  if (end < 0) return line
  const members = mayHaveOwn(line) ? missingMembers(line, context) : traceMembers(context)
  const separated = line.slice(0, end).trimEnd().endsWith('{') ? members.slice(1) : members
  return line.slice(0, end) + separated + line.slice(end)
}

const quotedNames = traceFieldNames.map(name => `"${name}"`)

/** Cheap, and true of few lines. */
const mayHaveOwn = (line: string): boolean => quotedNames.some(name => line.includes(name))

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
