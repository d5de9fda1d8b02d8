import {
  type Attributes,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api'
import type { AttributeList } from '../trace/attributes.ts'
import type { RecordedSpan } from '../trace/span.ts'
import type { InstrumentationScope, ReadableSpan, Resource, TimedEvent } from './types.ts'

/** What a span of ours does not know of itself. */
export interface SpanOrigin {
  readonly parentSpanContext: SpanContext | undefined
  readonly resource: Resource
  readonly instrumentationScope: InstrumentationScope
}

/**
 * A span of ours in the form of OpenTelemetry's SDK. Attributes, links and events are made when they are read, and from
 * the span's end on stay what a processor was given: some change them there for the processors after them.
 */
export class StandardSpan implements Span, ReadableSpan {
  // No `#` fields: exporters wrap spans by `Object.create(span)` or a Proxy, and those would throw.
  readonly recorded: RecordedSpan
  readonly parentSpanContext?: SpanContext
  readonly resource: Resource
  readonly instrumentationScope: InstrumentationScope
  private final: Collections | undefined

  constructor(recorded: RecordedSpan, { parentSpanContext, resource, instrumentationScope }: SpanOrigin) {
    this.recorded = recorded
    if (parentSpanContext !== undefined) this.parentSpanContext = parentSpanContext
    this.resource = resource
    this.instrumentationScope = instrumentationScope
  }

  get name(): string {
    return this.recorded.name
  }

  /** OTLP counts from one. */
  get kind(): SpanKind {
    return this.recorded.kind - 1
  }

  get startTime(): HrTime {
    return [this.recorded.startSeconds, this.recorded.startNano]
  }

  get endTime(): HrTime {
    return [this.recorded.endSeconds, this.recorded.endNano]
  }

  get duration(): HrTime {
    const { startSeconds, startNano, endSeconds, endNano } = this.recorded
    if (endSeconds === 0) return [-1, -1]
    return endNano < startNano
      ? [endSeconds - startSeconds - 1, endNano - startNano + 1e9]
      : [endSeconds - startSeconds, endNano - startNano]
  }

  get ended(): boolean {
    return !this.recorded.isRecording()
  }

  get status(): SpanStatus {
    const { statusCode: code, statusMessage: message } = this.recorded
    return code === SpanStatusCode.ERROR && message !== '' ? { code, message } : { code }
  }

  get attributes(): Attributes {
    return this.collections().attributes
  }

  get links(): Link[] {
    return this.collections().links
  }

  get events(): TimedEvent[] {
    return this.collections().events
  }

  get droppedAttributesCount(): number {
    return this.recorded.attributes.droppedCount
  }

  get droppedEventsCount(): number {
    return this.recorded.droppedEventsCount
  }

  get droppedLinksCount(): number {
    return this.recorded.droppedLinksCount
  }

  spanContext(): SpanContext {
    return this.recorded.spanContext()
  }

  setAttribute(key: string, value: unknown): this {
    this.recorded.setAttribute(key, value)
    return this
  }

  setAttributes(attributes: Attributes): this {
    this.recorded.setAttributes(attributes)
    return this
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    this.recorded.addEvent(name, attributesOrTime, time)
    return this
  }

  addLink(link: Link): this {
    this.recorded.addLink(link)
    return this
  }

  addLinks(links: Link[]): this {
    this.recorded.addLinks(links)
    return this
  }

  setStatus(status: SpanStatus): this {
    this.recorded.setStatus(status)
    return this
  }

  updateName(name: string): this {
    this.recorded.updateName(name)
    return this
  }

  end(endTime?: TimeInput): void {
    this.recorded.end(endTime)
  }

  isRecording(): boolean {
    return this.recorded.isRecording()
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.recorded.recordException(exception, time)
  }

  /** The span has ended: from here on this does not need it any more. */
  settle(): void {
    this.collections()
  }

  private collections(): Collections {
    if (this.recorded.isRecording()) return collectionsOf(this.recorded)
    this.final ??= collectionsOf(this.recorded)
    return this.final
  }
}

interface Collections {
  readonly attributes: Attributes
  readonly links: Link[]
  readonly events: TimedEvent[]
}

const collectionsOf = ({ attributes, links, events }: RecordedSpan): Collections => ({
  attributes: attributesOf(attributes),
  links: (links ?? []).map(link => ({ context: link.context, ...counted(link.attributes) })),
  events: (events ?? []).map(({ name, seconds, nano, attributes }) => ({
    name,
    time: [seconds, nano],
    ...counted(attributes),
  })),
})

const counted = (list: AttributeList) => ({
  attributes: attributesOf(list),
  droppedAttributesCount: list.droppedCount,
})

function attributesOf({ all }: AttributeList): Attributes {
  const pairs: [string, unknown][] = []
  for (let i = 0; i < all.length; i += 2) pairs.push([String(all[i]), ordinary(all[i + 1])])
  return Object.fromEntries(pairs) as Attributes
}

/** Our maps have no prototype, since `__proto__` may be a key; whoever prints one expects what the app has set. */
const ordinary = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? structuredClone(value) : value
