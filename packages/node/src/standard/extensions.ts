import { type Context, SamplingDecision, trace } from '@opentelemetry/api'
import { flushTimeoutMs } from '../limits.ts'
import { isLeftOpen } from '../sampling/left-open.ts'
import { spanOf } from '../trace/context.ts'
import { RANDOM } from '../trace/flags.ts'
import { spanIdWords, traceIdWords } from '../trace/id-words.ts'
import type { ScopeDefinition } from '../trace/provider.ts'
import type { RecordedSpan, SpanIds } from '../trace/span.ts'
import type { SpanSink } from '../trace/span-sink.ts'
import type { TracerExtensions, Writable } from '../trace/tracer.ts'
import { attempt, attemptAsync } from './attempt.ts'
import { StandardSpan } from './standard-span.ts'
import type { IdGenerator, Resource, Sampler, SpanProcessor } from './types.ts'

/** A processor, and how the app knows it. */
export interface NamedProcessor {
  readonly name: string
  readonly processor: SpanProcessor
}

interface Parts {
  readonly processors: readonly NamedProcessor[]
  readonly sampler: Sampler | undefined
  readonly idGenerator: IdGenerator | undefined
  readonly resource: Resource
}

/**
 * The way of a span past the standard objects that an app gave to `start()`, around the recorder: every span is recorded
 * all the same. It exists only where there are such objects; otherwise spans go to the recorder directly.
 */
export class Extensions implements SpanSink, TracerExtensions {
  readonly #recorder: SpanSink
  readonly #parts: Parts
  /** Spans that processors are told of, until they have ended. */
  readonly #told = new WeakMap<RecordedSpan, StandardSpan>()

  readonly #ending = new WeakSet<RecordedSpan>()

  /** Called when the first span has begun. */
  onFirst: (() => void) | undefined

  constructor(recorder: SpanSink, parts: Parts) {
    this.#recorder = recorder
    this.#parts = parts
  }

  /** Takes the ids of a span that is about to begin from the app's generator; those that are no ids stay what they are. */
  assignIds(ids: Writable<SpanIds>, isRoot: boolean): void {
    const { idGenerator } = this.#parts
    if (idGenerator === undefined) return
    attempt('idGenerator', () => {
      if (isRoot) Object.assign(ids, traceIdWords(idGenerator.generateTraceId()) ?? refuse('generateTraceId()'))
      Object.assign(ids, spanIdWords(idGenerator.generateSpanId()) ?? refuse('generateSpanId()'))
    })
  }

  started(span: RecordedSpan, parentContext: Context, scope: ScopeDefinition): void {
    this.onFirst?.()
    this.onFirst = undefined
    const isRoot = (span.parentSpanId0 | span.parentSpanId1) === 0
    // Nobody knows how the app makes them, and samplers elsewhere would go by it.
    if (isRoot && this.#parts.idGenerator !== undefined) span.traceFlags &= ~RANDOM
    const standard = new StandardSpan(span, {
      parentSpanContext: isRoot ? undefined : parentOf(parentContext),
      resource: this.#parts.resource,
      instrumentationScope: withoutEmpty(scope),
    })
    if (this.#sample(standard, parentContext) === SamplingDecision.NOT_RECORD) return
    if (this.#parts.processors.length === 0) return
    this.#told.set(span, standard)
    this.#each('onStart', processor => processor.onStart(standard, parentContext))
  }

  begin(span: RecordedSpan): number {
    return this.#recorder.begin(span)
  }

  rename(span: RecordedSpan): void {
    this.#recorder.rename(span)
  }

  ending(span: RecordedSpan): void {
    const standard = this.#told.get(span)
    // A processor that ends it from here would be told again.
    if (standard === undefined || this.#ending.has(span)) return
    this.#ending.add(span)
    this.#each('onEnding', processor => processor.onEnding?.(standard))
  }

  record(span: RecordedSpan): void {
    const standard = this.#told.get(span)
    // The recorder lets go of what it has encoded.
    standard?.settle()
    this.#recorder.record(span)
    if (standard === undefined) return
    this.#told.delete(span)
    this.#each('onEnd', processor => processor.onEnd(standard))
  }

  /** Resolves also when a processor fails to, after `timeoutMs` at the latest. */
  async forceFlush(timeoutMs = flushTimeoutMs): Promise<void> {
    await this.#all('forceFlush', timeoutMs, processor => processor.forceFlush())
  }

  async shutdown(): Promise<void> {
    await this.#all('shutdown', flushTimeoutMs, processor => processor.shutdown())
  }

  /**
   * Whatever the decision is, the span is recorded, and `isRecording()` is true: should its local trace fail, it is kept.
   * NOT_RECORD means that processors are not told of it. Where the sampler fails, ours has decided already.
   */
  #sample(span: StandardSpan, context: Context): SamplingDecision | undefined {
    const { sampler } = this.#parts
    if (sampler === undefined) return undefined
    return attempt('sampler.shouldSample()', () => {
      const { traceId } = span.spanContext()
      const { decision, attributes, traceState } = sampler.shouldSample(
        isLeftOpen(context) ? trace.deleteSpan(context) : context,
        traceId,
        span.name,
        span.kind,
        span.attributes,
        span.links,
      )
      span.recorded.decide(decision === SamplingDecision.RECORD_AND_SAMPLED, traceState?.serialize())
      if (attributes !== undefined) span.setAttributes(attributes)
      return decision
    })
  }

  #each(method: string, call: (processor: SpanProcessor) => void): void {
    for (const { name, processor } of this.#parts.processors) attempt(`${method}() of ${name}`, () => call(processor))
  }

  async #all(method: string, timeoutMs: number, call: (processor: SpanProcessor) => Promise<void>): Promise<void> {
    const attempts = this.#parts.processors.map(({ name, processor }) =>
      attemptAsync(`${method}() of ${name}`, timeoutMs, async () => call(processor)),
    )
    await Promise.all(attempts)
  }
}

function refuse(what: string): never {
  throw new TypeError(`what ${what} gives is no id`)
}

function parentOf(context: Context) {
  const parent = spanOf(context)?.spanContext()
  return parent !== undefined && trace.isSpanContextValid(parent) ? parent : undefined
}

/** The SDK leaves out what a tracer was not given. */
const withoutEmpty = ({ name, version, schemaUrl }: ScopeDefinition) => ({
  name,
  ...(version === '' ? {} : { version }),
  ...(schemaUrl === '' ? {} : { schemaUrl }),
})
