import { type Baggage, type Context, createContextKey, ROOT_CONTEXT, type Span } from '@opentelemetry/api'
import { parseBaggage } from '../propagation/baggage.ts'

// The API keeps these keys to itself, but makes them with `Symbol.for`, so that copies of the API share them.
const SPAN_KEY = createContextKey('OpenTelemetry Context Key SPAN')
const BAGGAGE_KEY = createContextKey('OpenTelemetry Baggage Key')

/** Set by `suppressTracing` of `@opentelemetry/core`: the standard exporters would else trace their own requests. */
const SUPPRESS_KEY = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/** What other services are told of, where nothing is traced here. */
const PASSED_ON_KEY = createContextKey('throughline passed on')

interface Entry {
  readonly key: symbol
  readonly value: unknown
  readonly next: Entry | undefined
}

/**
 * An immutable context: span and baggage as fields, anything else as a list. The API's own context copies a Map and
 * makes three closures for every value; this is one object of three fields.
 */
export class TraceContext implements Context {
  readonly span: Span | undefined
  /** The header as it came until somebody asks for the entries: most services only carry baggage through. */
  #baggage: Baggage | string | undefined
  readonly #others: Entry | undefined

  constructor(span: Span | undefined, baggage: Baggage | string | undefined, others?: Entry) {
    this.span = span
    this.#baggage = baggage
    this.#others = others
  }

  get rawBaggage(): Baggage | string | undefined {
    return this.#baggage
  }

  /** Whether anything but span and baggage is set. */
  get hasOthers(): boolean {
    return this.#others !== undefined
  }

  withSpan(span: Span): TraceContext {
    return new TraceContext(span, this.#baggage, this.#others)
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this.span
    if (key === BAGGAGE_KEY) return this.#parsedBaggage()
    let entry = this.#others
    while (entry !== undefined && entry.key !== key) entry = entry.next
    return entry?.value
  }

  setValue(key: symbol, value: unknown): TraceContext {
    if (key === SPAN_KEY) return new TraceContext(value as Span | undefined, this.#baggage, this.#others)
    if (key === BAGGAGE_KEY) return new TraceContext(this.span, value as Baggage | undefined, this.#others)
    return new TraceContext(this.span, this.#baggage, { key, value, next: this.#others })
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined)
  }

  #parsedBaggage(): Baggage | undefined {
    if (typeof this.#baggage === 'string') this.#baggage = parseBaggage(this.#baggage)
    return this.#baggage
  }
}

/** `context` with `span` as the active one; the API's empty root becomes a cheap context of ours. */
export function contextWithSpan(context: Context, span: Span): Context {
  if (context instanceof TraceContext) return context.withSpan(span)
  return context === ROOT_CONTEXT ? new TraceContext(span, undefined) : context.setValue(SPAN_KEY, span)
}

export const spanOf = (context: Context): Span | undefined =>
  context instanceof TraceContext ? context.span : (context.getValue(SPAN_KEY) as Span | undefined)

export const baggageOf = (context: Context): Baggage | string | undefined =>
  context instanceof TraceContext ? context.rawBaggage : (context.getValue(BAGGAGE_KEY) as Baggage | undefined)

/** `context`, in which nothing is traced. */
export const suppress = (context: Context): Context => context.setValue(SUPPRESS_KEY, true)

/** The same, while other services are told of `span`, as if that had called them. */
export const passOn = (context: TraceContext, span: Span): TraceContext =>
  context.setValue(SPAN_KEY, undefined).setValue(PASSED_ON_KEY, span).setValue(SUPPRESS_KEY, true)

/** What other services are told of within `context`; undefined: nothing. */
export function contextToTell(context: Context): Context | undefined {
  if (!isSuppressed(context)) return context
  const span = context.getValue(PASSED_ON_KEY) as Span | undefined
  return span === undefined ? undefined : contextWithSpan(context, span).setValue(SUPPRESS_KEY, false)
}

export const isSuppressed = (context: Context): boolean =>
  context instanceof TraceContext
    ? context.hasOthers && context.getValue(SUPPRESS_KEY) === true
    : context !== ROOT_CONTEXT && context.getValue(SUPPRESS_KEY) === true
