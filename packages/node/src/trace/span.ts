import {
  type Attributes,
  createTraceState,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api'
import { LocalTrace } from '../sampling/local-trace.ts'
import type { Anchor } from './anchors.ts'
import { AttributeList } from './attributes.ts'
import { Instant, isTimeInput } from './clock.ts'
import { exceptionAttributes } from './exception.ts'
import { otlpFlags, SAMPLED } from './flags.ts'
import { spanIdHex, traceIdHex } from './ids.ts'
import type { SpanSettings } from './span-sink.ts'
import { textOf } from './text.ts'
import type { TraceParent } from './trace-parent.ts'

export interface RecordedEvent {
  readonly name: string
  readonly seconds: number
  readonly nano: number
  readonly attributes: AttributeList
}

export interface RecordedLink {
  readonly context: SpanContext
  readonly attributes: AttributeList
}

const clock = new Instant()

/** Ids and flags of a span that is about to begin. */
export type SpanIds = Omit<TraceParent, 'isRemote'>

/**
 * The one span class: every span has the same shape, so that V8 compiles each access once. Ids are words, not hex:
 * hex is made when somebody asks for the span's context.
 *
 * Hot path: bench/request-overhead.
 */
export class RecordedSpan implements Span, TraceParent {
  readonly traceId0: number
  readonly traceId1: number
  readonly traceId2: number
  readonly traceId3: number
  readonly spanId0: number
  readonly spanId1: number
  traceFlags: number
  traceState: string
  /** The parent's id, or 0 and 0 for a root. */
  readonly parentSpanId0: number
  readonly parentSpanId1: number
  readonly hasRemoteParent: boolean
  readonly scopeIndex: number
  readonly kind: number
  readonly attributes = new AttributeList()
  readonly startSeconds: number
  readonly startNano: number
  /** What it belongs to, should that be kept although the head decision was no; undefined where the decision was yes. */
  localTrace: LocalTrace | undefined
  /** What the sink knows it by while it is open. */
  readonly openSlot: number
  name: string
  endSeconds = 0
  endNano = 0
  statusCode: SpanStatusCode = SpanStatusCode.UNSET
  statusMessage = ''
  events: RecordedEvent[] | undefined
  links: RecordedLink[] | undefined
  droppedEventsCount = 0
  droppedLinksCount = 0
  #isEnded = false
  #context: SpanContext | undefined
  readonly #provider: SpanSettings
  /** Of the local trace's times, which agree with each other also where the wall clock jumps. */
  readonly anchor: Anchor

  /** `parent` is what it continues, if anything; `localParent` the same, where that is a span of this process. */
  constructor(
    provider: SpanSettings,
    scopeIndex: number,
    name: string,
    kind: number,
    ids: SpanIds,
    parent: TraceParent | undefined,
    localParent: RecordedSpan | undefined,
    startTime: TimeInput | undefined,
  ) {
    this.#provider = provider
    this.scopeIndex = scopeIndex
    this.name = name
    this.kind = kind
    this.traceId0 = ids.traceId0
    this.traceId1 = ids.traceId1
    this.traceId2 = ids.traceId2
    this.traceId3 = ids.traceId3
    this.spanId0 = ids.spanId0
    this.spanId1 = ids.spanId1
    this.traceFlags = ids.traceFlags
    this.traceState = ids.traceState
    this.parentSpanId0 = parent === undefined ? 0 : parent.spanId0
    this.parentSpanId1 = parent === undefined ? 0 : parent.spanId1
    this.hasRemoteParent = parent?.isRemote === true
    this.anchor = clock.set(startTime, localParent?.anchor)
    this.startSeconds = clock.seconds
    this.startNano = clock.nano
    const inherited = localParent?.localTrace
    this.localTrace = inherited === undefined && !this.isSampled ? new LocalTrace(this) : inherited
    if (this.localTrace !== undefined) this.localTrace.openCount++
    this.openSlot = provider.sink.begin(this)
  }

  /** No field: every span would carry it. */
  get isRemote(): false {
    return false
  }

  get isSampled(): boolean {
    return (this.traceFlags & SAMPLED) !== 0
  }

  get otlpFlags(): number {
    return otlpFlags(this.traceFlags, this.hasRemoteParent)
  }

  /** Of a span that has ended. */
  get durationMs(): number {
    return (this.endSeconds - this.startSeconds) * 1e3 + (this.endNano - this.startNano) / 1e6
  }

  /** Changes the head decision: what is called from here on is told to sample, too. */
  markSampled(): void {
    this.traceFlags |= SAMPLED
    this.#context = undefined
  }

  /** The head decision anew, before anything is recorded, by the app's own sampler: it asks for attributes and links. */
  decide(isSampled: boolean, traceState = this.traceState): void {
    const inherited = this.localTrace?.root === this ? undefined : this.localTrace
    if (this.localTrace !== undefined) this.localTrace.openCount--
    this.traceFlags = isSampled ? this.traceFlags | SAMPLED : this.traceFlags & ~SAMPLED
    this.traceState = traceState
    this.localTrace = inherited === undefined && !isSampled ? new LocalTrace(this) : inherited
    if (this.localTrace !== undefined) this.localTrace.openCount++
    this.#context = undefined
  }

  spanContext(): SpanContext {
    this.#context ??= this.#makeContext()
    return this.#context
  }

  isRecording(): boolean {
    return !this.#isEnded
  }

  setAttribute(key: string, value: unknown): this {
    if (this.#isEnded) return this
    this.attributes.set(key, value, this.#provider.limits.attributeCount, this.#provider.limits.attributeValueLength)
    return this
  }

  /** For our own instrumentations: a key that the app is not likely to have set, and a plain value. */
  note(key: string, value: string | number): void {
    if (!this.#isEnded) this.attributes.note(key, value)
  }

  setAttributes(attributes: Attributes): this {
    if (!this.#isEnded) {
      this.attributes.setAll(
        attributes,
        this.#provider.limits.attributeCount,
        this.#provider.limits.attributeValueLength,
      )
    }
    return this
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.#isEnded) return this
    if (isTimeInput(attributesOrTime)) return this.#pushEvent(name, undefined, time ?? attributesOrTime)
    return this.#pushEvent(name, attributesOrTime, time)
  }

  addLink(link: Link): this {
    if (this.#isEnded || !link?.context) return this
    this.links ??= []
    const attributes = this.#listOf(link.attributes, this.#provider.limits.linkAttributeCount)
    attributes.droppedCount += link.droppedAttributesCount ?? 0
    this.droppedLinksCount += pushNewest(
      this.links,
      { context: link.context, attributes },
      this.#provider.limits.linkCount,
    )
    return this
  }

  addLinks(links: Link[]): this {
    if (Array.isArray(links)) for (const link of links) this.addLink(link)
    return this
  }

  /** "Set Status": OK is final, UNSET ignored, only ERROR has a message; one that is an error is told, not dropped. */
  setStatus(status: SpanStatus): this {
    const code = status?.code
    if (this.#isEnded || this.statusCode === SpanStatusCode.OK) return this
    if (code !== SpanStatusCode.OK && code !== SpanStatusCode.ERROR) return this
    this.statusCode = code
    this.statusMessage = code === SpanStatusCode.ERROR ? textOf(status.message ?? '') : ''
    return this
  }

  updateName(name: string): this {
    if (this.#isEnded) return this
    this.name = textOf(name)
    this.#provider.sink.rename(this)
    return this
  }

  recordException(exception: Exception, time?: TimeInput): void {
    if (!this.#isEnded) this.#pushEvent('exception', exceptionAttributes(exception), time)
  }

  end(endTime?: TimeInput): void {
    if (this.#isEnded) return
    this.#setEnd(endTime)
    const { sink } = this.#provider
    if (sink.ending !== undefined) {
      sink.ending(this)
      // By somebody who was told that it is ending.
      if (this.#isEnded) return
    }
    this.#isEnded = true
    if (this.localTrace !== undefined) this.localTrace.openCount--
    sink.record(this)
  }

  /** Lets go of what is encoded or will never be: promises and timers of an app may refer to its span for long. */
  release(): void {
    this.attributes.clear()
    this.events = undefined
    this.links = undefined
  }

  /** Ends it as it is, because the process ends before it could: a crash, a signal. */
  endUnfinished(): void {
    if (this.#isEnded) return
    this.attributes.set('throughline.unfinished', true, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
    this.statusCode = SpanStatusCode.UNSET
    this.end()
  }

  /** An end before the start is the start, as in OpenTelemetry's SDK: a negative duration has no place on the wire. */
  #setEnd(endTime: TimeInput | undefined): void {
    clock.set(endTime, this.anchor)
    const isNegative =
      clock.seconds < this.startSeconds || (clock.seconds === this.startSeconds && clock.nano < this.startNano)
    this.endSeconds = isNegative ? this.startSeconds : clock.seconds
    this.endNano = isNegative ? this.startNano : clock.nano
  }

  #pushEvent(name: string, attributes: Attributes | undefined, time: TimeInput | undefined): this {
    this.events ??= []
    clock.set(time, this.anchor)
    const { seconds, nano } = clock
    const list = this.#listOf(attributes, this.#provider.limits.eventAttributeCount)
    const event = { name: textOf(name), seconds, nano, attributes: list }
    this.droppedEventsCount += pushNewest(this.events, event, this.#provider.limits.eventCount)
    return this
  }

  #listOf(attributes: Attributes | undefined, countLimit: number): AttributeList {
    const list = new AttributeList()
    list.setAll(attributes, countLimit, this.#provider.limits.attributeValueLength)
    return list
  }

  #makeContext(): SpanContext {
    const context: SpanContext = {
      traceId: traceIdHex(this.traceId0, this.traceId1, this.traceId2, this.traceId3),
      spanId: spanIdHex(this.spanId0, this.spanId1),
      traceFlags: this.traceFlags,
    }
    if (this.traceState !== '') context.traceState = createTraceState(this.traceState)
    return context
  }
}

/** Where there are too many the oldest gives way, as in OpenTelemetry's SDK: the exception is the last event. */
function pushNewest<T>(list: T[], item: T, limit: number): number {
  list.push(item)
  if (list.length <= limit) return 0
  list.shift()
  return 1
}
