import type { OtlpKeyValue, OtlpSpan, OtlpTracesData } from '@throughline/api'
import fc from 'fast-check'
import { buildTraceModel } from '../build.ts'
import type { TraceModel } from '../trace-model.ts'

/** A span as tests write it: times in ms after the start of the trace. */
export interface SpanSketch {
  readonly id: string
  readonly parent?: string
  readonly name?: string
  readonly service?: string
  /** `[start, end]` in ms; an end of `undefined` leaves the span unfinished. */
  readonly ms: readonly [number, number | undefined]
  readonly kind?: number
  readonly error?: string
  readonly exception?: { readonly type: string; readonly message: string }
  readonly attributes?: Readonly<Record<string, string | boolean>>
}

export const startUnixNano = 1_764_000_000_000_000_000n

export const makeTrace = (...sketches: readonly SpanSketch[]): TraceModel => buildTraceModel(makeData(sketches))

export function makeData(sketches: readonly SpanSketch[]): OtlpTracesData {
  const byService = Object.groupBy(sketches, sketch => sketch.service ?? 'gateway')
  return {
    resourceSpans: Object.entries(byService).map(([service, group = []]) => ({
      resource: { attributes: keyValues({ 'service.name': service }) },
      scopeSpans: [{ scope: { name: 'test' }, spans: group.map(toSpan) }],
    })),
  }
}

function toSpan(sketch: SpanSketch): OtlpSpan {
  const [start, end] = sketch.ms
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: sketch.id,
    name: sketch.name ?? sketch.id,
    kind: sketch.kind ?? 1,
    startTimeUnixNano: atMs(start),
    attributes: keyValues(sketch.attributes ?? {}),
    ...(sketch.parent !== undefined && { parentSpanId: sketch.parent }),
    ...(end !== undefined && { endTimeUnixNano: atMs(end) }),
    ...(sketch.error !== undefined && { status: { code: 2, message: sketch.error } }),
    ...(sketch.exception && { events: [toEvent(sketch.exception)] }),
  }
}

const toEvent = ({ type, message }: { type: string; message: string }) => ({
  name: 'exception',
  attributes: keyValues({ 'exception.type': type, 'exception.message': message }),
})

const atMs = (ms: number) => String(startUnixNano + BigInt(Math.round(ms * 1e6)))

const keyValues = (record: Readonly<Record<string, string | boolean>>): OtlpKeyValue[] =>
  Object.entries(record).map(([key, value]) => ({
    key,
    value: typeof value === 'boolean' ? { boolValue: value } : { stringValue: value },
  }))

/** Traces of any shape: loops, orphans, children outside their parents, unfinished spans. */
export const anyTrace: fc.Arbitrary<TraceModel> = fc
  .array(
    fc.record({
      parent: fc.option(fc.integer({ min: 0, max: 24 })),
      start: fc.integer({ min: 0, max: 50 }),
      duration: fc.option(fc.integer({ min: -2, max: 30 }), { freq: 8 }),
      failed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map(drafts =>
    makeTrace(
      ...drafts.map(
        ({ parent, start, duration, failed }, i): SpanSketch => ({
          id: `s${i}`,
          ms: [start, duration === null ? undefined : start + duration],
          ...(parent !== null && { parent: `s${parent}` }),
          ...(failed && { error: 'failed' }),
        }),
      ),
    ),
  )
