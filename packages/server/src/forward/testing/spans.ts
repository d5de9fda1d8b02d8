import { readTracesProto, writeTracesProto } from '@throughline/otlp'
import type { Payload } from '../../pipeline/payload.ts'
import { aSpan, tracesOf } from '../../testing/traces.ts'

/** A request of spans with these names. */
export const spansNamed = (...names: readonly string[]): Payload => ({
  signal: 'traces',
  bytes: writeTracesProto(tracesOf(names.map(name => aSpan({ name })))),
  itemCount: names.length,
})

export function spanNamesOf(request: Uint8Array): readonly string[] {
  const traces = readTracesProto(request)
  if (!traces.ok) throw new Error(traces.error)
  return traces.value.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  )
}
