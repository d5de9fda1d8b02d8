import {
  type Context,
  context as contextApi,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type TextMapPropagator,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { decide, type HeadSampler } from '../sampling/head-sampler.ts'
import type { RateLimit } from '../sampling/rate-limit.ts'
import { contextWithSpan, isSuppressed, spanOf } from './context.ts'
import { activeContext, runInContext } from './context-manager.ts'
import type { DuplicateSpans } from './duplicate-spans.ts'
import { randomWord } from './ids.ts'
import type { ScopeDefinition } from './provider.ts'
import { RecordedSpan, type SpanIds } from './span.ts'
import type { SpanSettings } from './span-sink.ts'
import { textOf } from './text.ts'
import { type TraceParent, traceParentOf } from './trace-parent.ts'

/** What all tracers of one provider share. */
export interface TracerShared extends SpanSettings {
  readonly sampler: HeadSampler
  /** Of new traces that are sampled at their root; undefined is none. */
  readonly rootLimit?: RateLimit | undefined
  /** Standard objects of the app's; undefined on the fast path. */
  readonly extensions?: TracerExtensions | undefined
  /** Looks for spans by others that repeat ours. */
  readonly duplicates?: DuplicateSpans | undefined
  /** Undefined is the default: W3C headers, which our instrumentations read and write without detours. */
  readonly propagator?: TextMapPropagator | undefined
}

/** What has a say in spans besides us. */
export interface TracerExtensions {
  assignIds(ids: Writable<SpanIds>, isRoot: boolean): void
  started(span: RecordedSpan, parentContext: Context, scope: ScopeDefinition): void
}

/** `SpanKind` of OTLP is the API's plus one. */
const otlpKind = (kind: SpanKind): number => kind + 1
const CLIENT = otlpKind(SpanKind.CLIENT)

export class RecordingTracer implements Tracer {
  readonly #shared: TracerShared
  readonly scope: ScopeDefinition
  readonly scopeIndex: number

  constructor(shared: TracerShared, scope: ScopeDefinition, scopeIndex: number) {
    this.#shared = shared
    this.scope = scope
    this.scopeIndex = scopeIndex
  }

  get propagator(): TextMapPropagator | undefined {
    return this.#shared.propagator
  }

  startSpan(name: string, options?: SpanOptions | null, context?: Context | null): Span {
    const within = context ?? activeContext()
    if (isSuppressed(within)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT)
    const parent = options?.root === true ? undefined : parentIn(within)
    const kind = options?.kind ?? SpanKind.INTERNAL
    const span = this.startChild(name, kind, parent, options?.startTime)
    if (options?.attributes !== undefined) span.setAttributes(options.attributes)
    if (options?.links !== undefined) span.addLinks(options.links)
    if (kind !== SpanKind.INTERNAL) this.#shared.duplicates?.started(span)
    if (this.#shared.extensions !== undefined) {
      this.started(span, options?.root === true ? trace.deleteSpan(within) : within)
    }
    return span
  }

  /**
   * To be called once a span of `startChild` has the attributes that it begins with.
   *
   * @param parentContext where the parent comes from; the active context unless given
   */
  started(span: RecordedSpan, parentContext?: Context): void {
    const { extensions } = this.#shared
    if (extensions !== undefined) extensions.started(span, parentContext ?? activeContext(), this.scope)
  }

  /** The way of our own instrumentations: no options object, and a parent that need not be a span. */
  startChild(
    name: string,
    kind: SpanKind,
    parent: TraceParent | undefined,
    startTime?: SpanOptions['startTime'],
  ): RecordedSpan {
    const shared = this.#shared
    const text = textOf(name)
    const localParent = parent instanceof RecordedSpan ? parent : undefined
    const ids = newIds(shared, parent, localParent)
    const span = new RecordedSpan(shared, this.scopeIndex, text, otlpKind(kind), ids, parent, localParent, startTime)
    // The kind first, so that no other span has anything read.
    if (kind === SpanKind.CLIENT && localParent?.kind === CLIENT) shared.duplicates?.startedWithin(localParent, span)
    return span
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

export type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Filled anew for each span, which copies it: one object less a span. */
const ids: Writable<SpanIds> = {
  traceId0: 0,
  traceId1: 0,
  traceId2: 0,
  traceId3: 0,
  spanId0: 0,
  spanId1: 0,
  traceFlags: 0,
  traceState: '',
}

function newIds(shared: TracerShared, parent: TraceParent | undefined, localParent: RecordedSpan | undefined): SpanIds {
  // An id of all zeros is invalid; forcing one bit of the part that no sampler reads costs nothing.
  ids.traceId0 = parent === undefined ? randomWord() | 1 : parent.traceId0
  ids.traceId1 = parent === undefined ? randomWord() : parent.traceId1
  ids.traceId2 = parent === undefined ? randomWord() : parent.traceId2
  ids.traceId3 = parent === undefined ? randomWord() : parent.traceId3
  ids.spanId0 = randomWord() | 1
  ids.spanId1 = randomWord()
  if (shared.extensions !== undefined) shared.extensions.assignIds(ids, parent === undefined)
  if (localParent === undefined) decide(shared.sampler, ids, parent)
  else {
    // Decided once for the trace: within a process every sampler would come to the same.
    ids.traceFlags = localParent.traceFlags
    ids.traceState = localParent.traceState
  }
  return ids
}
