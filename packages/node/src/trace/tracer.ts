import {
  type Context,
  context as contextApi,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api'
import { contextWithSpan, spanOf } from './context.ts'
import { activeContext, runInContext } from './context-manager.ts'
import { randomWord } from './ids.ts'
import type { Sampler } from './sampler.ts'
import { RecordedSpan, type SpanSink } from './span.ts'
import type { SpanLimits } from './span-limits.ts'
import { textOf } from './text.ts'
import { type TraceParent, traceParentOf } from './trace-parent.ts'

/** What all tracers of one provider share. */
export interface TracerShared {
  readonly sink: SpanSink
  readonly sampler: Sampler
  readonly limits: SpanLimits
}

/** `SpanKind` of OTLP is the API's plus one. */
const otlpKind = (kind: SpanKind): number => kind + 1

export class RecordingTracer implements Tracer {
  readonly #shared: TracerShared
  readonly #scopeIndex: number

  constructor(shared: TracerShared, scopeIndex: number) {
    this.#shared = shared
    this.#scopeIndex = scopeIndex
  }

  startSpan(name: string, options?: SpanOptions | null, context?: Context | null): RecordedSpan {
    const parent = options?.root === true ? undefined : parentIn(context ?? activeContext())
    const span = this.startChild(name, options?.kind ?? SpanKind.INTERNAL, parent, options?.startTime)
    if (options?.attributes !== undefined) span.setAttributes(options.attributes)
    if (options?.links !== undefined) span.addLinks(options.links)
    return span
  }

  /** The way of our own instrumentations: no options object, and a parent that need not be a span. */
  startChild(
    name: string,
    kind: SpanKind,
    parent: TraceParent | undefined,
    startTime?: SpanOptions['startTime'],
  ): RecordedSpan {
    const { sink, limits, sampler } = this.#shared
    const ids = parent === undefined ? rootIds(sampler) : childIds(sampler, parent)
    return new RecordedSpan(sink, limits, this.#scopeIndex, textOf(name), otlpKind(kind), ids, parent, startTime)
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, fn: F): ReturnType<F>
  startActiveSpan<F extends (span: Span) => unknown>(name: string, options: SpanOptions, fn: F): ReturnType<F>
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    context: Context,
    fn: F,
  ): ReturnType<F>
  startActiveSpan<F extends (span: Span) => ReturnType<F>>(name: string, ...rest: unknown[]): ReturnType<F> {
    const fn = rest.pop() as F
    const [options, given] = rest as [SpanOptions?, Context?]
    const context = given ?? contextApi.active()
    const span = this.startSpan(name, options, context)
    return runInContext(contextWithSpan(context, span), fn, span)
  }
}

/** The span in `context` as a parent. A span of another SDK, or one set by hand, has only hex to offer. */
export function parentIn(context: Context): TraceParent | undefined {
  const span = spanOf(context)
  if (span === undefined) return undefined
  return span instanceof RecordedSpan ? span : parentOfContext(span.spanContext())
}

function parentOfContext(context: SpanContext): TraceParent | undefined {
  const traceState = context.traceState?.serialize() ?? ''
  if (context.traceId.length !== 32 || context.spanId.length !== 16) return undefined
  return traceParentOf(context.traceId, 0, context.spanId, 0, context.traceFlags, traceState, context.isRemote === true)
}

function rootIds(sampler: Sampler): TraceParent {
  const traceId2 = randomWord()
  const traceId3 = randomWord()
  return {
    // A trace id of all zeros is invalid; forcing one bit of the part that no sampler reads costs nothing.
    traceId0: randomWord() | 1,
    traceId1: randomWord(),
    traceId2,
    traceId3,
    spanId0: randomWord() | 1,
    spanId1: randomWord(),
    traceFlags: sampler(undefined, traceId2, traceId3) ? 1 : 0,
    traceState: '',
    isRemote: false,
  }
}

function childIds(sampler: Sampler, parent: TraceParent): TraceParent {
  const isSampled = sampler(parent.traceFlags, parent.traceId2, parent.traceId3)
  return {
    traceId0: parent.traceId0,
    traceId1: parent.traceId1,
    traceId2: parent.traceId2,
    traceId3: parent.traceId3,
    spanId0: randomWord() | 1,
    spanId1: randomWord(),
    traceFlags: (parent.traceFlags & 2) | (isSampled ? 1 : 0),
    traceState: parent.traceState,
    isRemote: false,
  }
}
