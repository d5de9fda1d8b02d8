import type { Signal } from '../../pipeline/payload.ts'
import { type Steps, stepsOf } from './quiet-fields.ts'

/**
 * What the walker does with a field:
 * - `attribute`: a `KeyValue`
 * - `entry`: a `KeyValue` that others name by its index, so that it may be emptied, but never taken away
 * - `value`: an `AnyValue`
 * - `text`: a name or a message
 * - `recording`: what a profiler has written, in a format of its own that nobody here reads
 * - `string`: an entry of a table of strings
 * - or the fields of a message within. What has no place in a table is nobody's data: ids, times, numbers.
 */
export type FieldKind = 'attribute' | 'entry' | 'value' | 'text' | 'recording' | 'string' | Fields

export interface Fields {
  /** By field number, as opentelemetry-proto 1.10 has them. */
  readonly kinds: readonly (FieldKind | undefined)[]
  readonly steps: Steps
}

type FieldTable = Readonly<Record<number, FieldKind>>

function fields(table: FieldTable): Fields {
  const list: (FieldKind | undefined)[] = []
  for (const [field, kind] of Object.entries(table)) list[Number(field)] = kind
  // Without holes: V8 looks up a hole in the prototype.
  const kinds = Array.from(list)
  return { kinds, steps: stepsOf(kinds) }
}

const resource = fields({ 1: 'attribute' })
const scope = fields({ 3: 'attribute' })

/** `ResourceSpans` of scopes and their spans, and its likes of the other signals, have the same numbers. */
const request = (item: Fields, others: FieldTable = {}): Fields =>
  fields({ 1: fields({ 1: resource, 2: fields({ 1: scope, 2: item }) }), ...others })

const span = fields({
  5: 'text',
  9: 'attribute',
  11: fields({ 2: 'text', 3: 'attribute' }),
  13: fields({ 4: 'attribute' }),
  15: fields({ 2: 'text' }),
})

const logRecord = fields({ 5: 'value', 6: 'attribute', 12: 'text' })

const exemplar = fields({ 7: 'attribute' })
const pointsOf = (point: FieldTable): Fields => fields({ 1: fields(point) })
const numbers = pointsOf({ 7: 'attribute', 5: exemplar })
const metric = fields({
  5: numbers,
  7: numbers,
  9: pointsOf({ 9: 'attribute', 8: exemplar }),
  10: pointsOf({ 1: 'attribute', 11: exemplar }),
  11: pointsOf({ 7: 'attribute' }),
  12: 'attribute',
})

/** The recording (of JFR, say) holds the environment of the process. It is field 10, and was 12 before 2025's renumbering. */
const profile = fields({ 10: 'recording', 12: 'recording' })

export const layouts: Readonly<Record<Signal, Fields>> = {
  traces: request(span),
  metrics: request(metric),
  logs: request(logRecord),
  profiles: request(profile, { 2: fields({ 6: 'entry' }) }),
}

/** The strings of profiles, which keys and values name by their index. They are walked by themselves, before and after. */
export const stringTable: Fields = fields({ 2: fields({ 5: 'string' }) })
