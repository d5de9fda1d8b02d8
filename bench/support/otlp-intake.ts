import assert from 'node:assert/strict'
import { ProtoReader, readTracesProto, type Span } from '@throughline/otlp'
import { type Intake, line } from './intake.ts'

/** OTLP over HTTP, in protobuf. */
export const otlpIntake: Intake = {
  count: body => countSpans(new ProtoReader(body), 0),
  describe(body) {
    const traces = readTracesProto(body)
    if (!traces.ok) throw new Error(traces.error)
    const spans = traces.value.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(scope => scope.spans))
    return spans.map(span => line(kinds[span.kind], span.name, ...details(span)))
  },
  answer: { type: 'application/x-protobuf', body: '' },
}

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']

const internal = 1

/** A span that the app itself made is told with all its attributes, others with the status of their answer. */
const details = (span: Span): readonly unknown[] => {
  const values = span.attributes.map(({ key, value }) => [key, 'value' in value ? value.value : value.kind] as const)
  if (span.kind === internal) return values.map(([key, value]) => `${key}=${value}`)
  return values.filter(([key]) => key === 'http.response.status_code').map(([, value]) => value)
}

/** Field numbers from the request down to a span: `resource_spans`, `scope_spans`, `spans`. */
const path = [1, 2, 2]

const countSpans = (reader: ProtoReader, depth: number): number => {
  let count = 0
  while (reader.next()) {
    if (reader.field !== path[depth] || depth === path.length - 1) {
      if (reader.field === path[depth]) count += 1
      reader.skip()
    } else {
      const outer = reader.enter(0)
      count += countSpans(reader, depth + 1)
      reader.leave(outer)
    }
  }
  assert.equal(reader.failure, undefined)
  return count
}
