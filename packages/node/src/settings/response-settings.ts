import { boxed, type EnvironmentReader } from './environment.ts'
import { isUsableHeader } from './pairs.ts'
import type { ResponseHeader } from './settings.ts'

const defaultTraceIdHeader = 'otel-trace-id'
const kinds = ['traceresponse', 'otel-trace-id', 'server-timing'] as const

/** Who names the header of the trace id wants it. */
export function responseHeaders(reader: EnvironmentReader): readonly ResponseHeader[] {
  const traceIdName = reader.parsed(['THROUGHLINE_TRACE_ID_HEADER'], {
    parse: text => boxed(isUsableHeader([text, '']) ? text.toLowerCase() : undefined),
    allowed: 'the name of a header that can be set',
    fallback: undefined,
    shownFallback: defaultTraceIdHeader,
  })
  const usual = traceIdName === undefined ? (['traceresponse'] as const) : (['traceresponse', 'otel-trace-id'] as const)
  const asked = reader.choices('THROUGHLINE_RESPONSE_HEADERS', [...kinds, 'none'], usual)
  return kinds
    .filter(kind => asked.has(kind))
    .map(kind => ({ kind, name: kind === 'otel-trace-id' ? (traceIdName ?? defaultTraceIdHeader) : kind }))
}
