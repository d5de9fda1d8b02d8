import {
  type Context,
  createContextKey,
  createTraceState,
  type SpanContext,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api'
import { decide, type HeadSampler } from '../sampling/head-sampler.ts'
import { leaveOpen } from '../sampling/left-open.ts'
import { SAMPLED } from '../trace/flags.ts'
import { traceIdWords } from '../trace/id-words.ts'
import { spanIdHex, traceIdHex } from '../trace/ids.ts'
import { parentIn } from '../trace/tracer.ts'
import { type B3Parent, readB3Multi, readB3Single } from './b3-headers.ts'
import { headerIn, type Propagator } from './carrier-values.ts'

const SINGLE = 'b3'
const TRACE_ID = 'x-b3-traceid'
const SPAN_ID = 'x-b3-spanid'
const SAMPLING = 'x-b3-sampled'
const FLAGS = 'x-b3-flags'

/** Carried on within a process, since whoever is called next has to be told (specification: "B3 Extract"). */
const DEBUG_KEY = createContextKey('throughline.b3.debug')

/**
 * B3, as Zipkin and what is made for it write it (https://github.com/openzipkin/b3-propagation). Either form is read,
 * the single header first; `form` is what is written.
 *
 * Not the official one: it takes a sampling state that is missing for "not sampled", so that such traces are lost under
 * the default sampler, and forgets a debug flag between the two forms (more in docs/dependencies.md).
 */
export class B3Propagator implements Propagator {
  readonly #form: 'single' | 'multi'
  readonly #sampler: HeadSampler

  /** @param sampler decides where the caller has left it open, as for a trace that begins here */
  constructor(form: 'single' | 'multi', sampler: HeadSampler) {
    this.#form = form
    this.#sampler = sampler
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter<unknown>): void {
    const span = parentIn(context)
    if (span === undefined) return
    const traceId = traceIdHex(span.traceId0, span.traceId1, span.traceId2, span.traceId3)
    const spanId = spanIdHex(span.spanId0, span.spanId1)
    const sampled = (span.traceFlags & SAMPLED) === 0 ? '0' : '1'
    if (this.#form === 'single') setter.set(carrier, SINGLE, `${traceId}-${spanId}-${isDebug(context) ? 'd' : sampled}`)
    else {
      setter.set(carrier, TRACE_ID, traceId)
      setter.set(carrier, SPAN_ID, spanId)
      // Debug implies sampled, which is then not to be said.
      if (isDebug(context)) setter.set(carrier, FLAGS, '1')
      else setter.set(carrier, SAMPLING, sampled)
    }
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter<unknown>): Context {
    const found = b3ParentIn(name => firstOf(headerIn(carrier, name, getter)))
    if (found === undefined) return context
    const extracted = trace.setSpanContext(context, this.#spanContextOf(found))
    const hasDebug = found.samplingState === 'd'
    return hasDebug === isDebug(extracted) ? extracted : extracted.setValue(DEBUG_KEY, hasDebug)
  }

  fields(): string[] {
    return this.#form === 'single' ? [SINGLE] : [TRACE_ID, SPAN_ID, SAMPLING, FLAGS]
  }

  #spanContextOf({ traceId, spanId, samplingState }: B3Parent): SpanContext {
    const caller = { traceId, spanId, isRemote: true }
    if (samplingState !== '') return { ...caller, traceFlags: samplingState === '0' ? 0 : SAMPLED }
    const ids = { traceId2: 0, traceId3: 0, ...traceIdWords(traceId), traceFlags: 0, traceState: '' }
    decide(this.#sampler, ids, undefined)
    const traceState = ids.traceState === '' ? {} : { traceState: createTraceState(ids.traceState) }
    // Nobody says of these ids that they are random.
    return leaveOpen({ ...caller, traceFlags: ids.traceFlags & SAMPLED, ...traceState })
  }
}

/** The single header takes precedence; where it cannot be read, the others may. */
const b3ParentIn = (header: (name: string) => string): B3Parent | undefined =>
  readB3Single(header(SINGLE)) ??
  readB3Multi({
    traceId: header(TRACE_ID),
    spanId: header(SPAN_ID),
    sampled: header(SAMPLING),
    flags: header(FLAGS),
  })

/** Zipkin: of a header that is repeated, the first counts. */
const firstOf = (header: string): string => header.split(',', 1)[0]?.trim() ?? ''

const isDebug = (context: Context): boolean => context.getValue(DEBUG_KEY) === true
