/**
 * What apps write for OpenTelemetry's own SDK and can give to `start()`, by shape: `@opentelemetry/sdk-trace` weighs more
 * than this package, and its classes fit without being named (`types.test.ts` has the compiler prove it).
 */
import type {
  Attributes,
  Context,
  HrTime,
  Link,
  SamplingDecision,
  Span,
  SpanContext,
  SpanKind,
  SpanStatus,
  TextMapPropagator,
  TraceState,
} from '@opentelemetry/api'

/** Who made the spans. */
export interface Resource {
  readonly attributes: Attributes
  readonly schemaUrl?: string
  merge(other: Resource | null): Resource
  getRawAttributes(): [string, unknown][]
}

export interface InstrumentationScope {
  readonly name: string
  readonly version?: string
  readonly schemaUrl?: string
}

export interface TimedEvent {
  readonly time: HrTime
  readonly name: string
  readonly attributes?: Attributes
  readonly droppedAttributesCount?: number
}

/** A span as processors and exporters read it. Times are `[seconds, nanoseconds]` since 1970. */
export interface ReadableSpan {
  readonly name: string
  readonly kind: SpanKind
  readonly spanContext: () => SpanContext
  readonly parentSpanContext?: SpanContext
  readonly startTime: HrTime
  /** `[0, 0]` until it has ended. */
  readonly endTime: HrTime
  readonly status: SpanStatus
  readonly attributes: Attributes
  readonly links: Link[]
  readonly events: TimedEvent[]
  /** `[-1, -1]` until it has ended. */
  readonly duration: HrTime
  readonly ended: boolean
  readonly resource: Resource
  readonly instrumentationScope: InstrumentationScope
  readonly droppedAttributesCount: number
  readonly droppedEventsCount: number
  readonly droppedLinksCount: number
}

/** Is told of each span that begins and ends. */
export interface SpanProcessor {
  onStart(span: Span & ReadableSpan, parentContext: Context): void
  /** The span can still be changed. */
  onEnding?(span: Span & ReadableSpan): void
  onEnd(span: ReadableSpan): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/** Sends spans somewhere. */
export interface SpanExporter {
  /** `code` is 0 for a success. */
  export(spans: ReadableSpan[], resultCallback: (result: { code: number; error?: Error }) => void): void
  forceFlush?(): Promise<void>
  shutdown(): Promise<void>
}

/** Decides whether a span that begins is sent. */
export interface Sampler {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): { decision: SamplingDecision; attributes?: Readonly<Attributes>; traceState?: TraceState }
  toString(): string
}

export interface IdGenerator {
  /** 32 lower-case hex digits, not all zero. */
  generateTraceId(): string
  /** 16 of them. */
  generateSpanId(): string
}

/** What of these an app has given to `start()`. */
export interface StandardObjects {
  readonly spanProcessors: readonly SpanProcessor[]
  readonly traceExporter: SpanExporter | undefined
  readonly sampler: Sampler | undefined
  readonly idGenerator: IdGenerator | undefined
  /** Undefined is W3C trace context and baggage, null is none. */
  readonly textMapPropagator: TextMapPropagator | null | undefined
}
