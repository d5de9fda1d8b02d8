import type { Span as ApiSpan, HrTime, Link, SpanContext, Tracer, TracerProvider } from '@opentelemetry/api'
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import {
  TracerProvider as OfficialProvider,
  type ReadableSpan as OfficialSpan,
  type SpanLimits,
} from '@opentelemetry/sdk-trace'
import { ProtoWriter, type Span } from '@throughline/otlp'
import { BatchEncoder } from '../exporter/batch.ts'
import { encodeScope } from '../recorder/catalog.ts'
import { encodeSpan } from '../recorder/span-encoder.ts'
import type { ReadableSpan, Sampler, TimedEvent } from '../standard/types.ts'
import { defaultSpanLimits } from '../trace/span-limits.ts'
import { decode } from './receiver.ts'
import { recordsWith } from './ring-records.ts'
import { openStandardTracing } from './standard-tracing.ts'

/** What an app does with the API, whoever is behind it. */
export type Program = (tracer: Tracer, provider: TracerProvider) => void

export const onSpan =
  (change: (span: ApiSpan) => void): Program =>
  tracer => {
    const span = tracer.startSpan('work')
    change(span)
    span.end()
  }

export interface Setup {
  readonly limits?: Required<SpanLimits>
  readonly sampler?: Sampler
}

/** What a program made of one SDK: spans as its processors saw them, and as they travel. */
export interface Outcome {
  readonly spans: readonly PlainSpan[]
  readonly wire: readonly unknown[]
}

/** The same ids in the same order from both. */
function countingIds() {
  let traceCount = 0
  let spanCount = 0
  const hex = (count: number, length: number) => count.toString(16).padStart(length, '0')
  return { generateTraceId: () => hex(++traceCount, 32), generateSpanId: () => hex(++spanCount, 16) }
}

const collectingInto = <T>(spans: T[]) => ({
  onStart() {},
  onEnd: (span: T) => void spans.push(span),
  forceFlush: async () => {},
  shutdown: async () => {},
})

export function runOfficial(program: Program, { limits, sampler }: Setup = {}): Outcome {
  const spans: OfficialSpan[] = []
  const provider = new OfficialProvider({
    spanProcessors: [collectingInto(spans)],
    idGenerator: countingIds(),
    ...(limits && { spanLimits: limits }),
    ...(sampler && { sampler }),
  })
  program(provider.getTracer('test', '1.2.3'), provider)
  const wire = spans.map(span => decode(ProtobufTraceSerializer.serializeRequest([span]) ?? new Uint8Array())[0]?.span)
  return { spans: spans.map(plainSpan), wire: wire.map(plainWire) }
}

export function runOurs(program: Program, { limits, sampler }: Setup = {}): Outcome {
  const spans: ReadableSpan[] = []
  const objects = { idGenerator: countingIds(), ...(sampler && { sampler }) }
  const { provider, ended } = openStandardTracing([collectingInto(spans)], objects, limits && ownLimits(limits))
  program(provider.getTracer('test', '1.2.3'), provider)
  // What the sampler would not have recorded is recorded by us all the same.
  const told = new Set(spans.map(span => span.spanContext().spanId))
  const toldOf = ended.filter(span => told.has(span.spanContext().spanId))
  const wire = toldOf.map(span => {
    const proto = ProtoWriter.growing()
    encodeSpan(proto, span)
    const catalog = { entry: () => encodeScope({ name: 'test', version: '', schemaUrl: '' }) }
    return decode(new BatchEncoder(catalog).encode(recordsWith([proto.written()])).body)[0]?.span
  })
  return { spans: spans.map(plainSpan), wire: wire.map(plainWire) }
}

const ownLimits = (limits: Required<SpanLimits>) => ({
  ...defaultSpanLimits,
  attributeCount: limits.attributeCountLimit,
  attributeValueLength: limits.attributeValueLengthLimit,
  eventCount: limits.eventCountLimit,
  linkCount: limits.linkCountLimit,
  eventAttributeCount: limits.attributePerEventCountLimit,
  linkAttributeCount: limits.attributePerLinkCountLimit,
})

export type PlainSpan = ReturnType<typeof plainSpan>

const plainSpan = (span: OfficialSpan | ReadableSpan) => ({
  name: span.name,
  kind: span.kind,
  context: plainContext(span.spanContext()),
  parent: span.parentSpanContext && plainContext(span.parentSpanContext),
  start: plainTime(span.startTime),
  end: plainTime(span.endTime),
  duration: isNow(span.startTime) || isNow(span.endTime) ? 'not fixed' : span.duration,
  ended: span.ended,
  status: span.status,
  attributes: span.attributes,
  links: span.links.map(plainLink),
  events: span.events.map(plainEvent),
  scope: plainScope(span.instrumentationScope),
  dropped: [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
})

const plainContext = ({ traceId, spanId, traceFlags, traceState, isRemote }: SpanContext) => ({
  ...{ traceId, spanId, traceFlags },
  isRemote: isRemote === true,
  traceState: traceState?.serialize() ?? '',
})

const plainLink = ({ context, attributes = {}, droppedAttributesCount = 0 }: Link) => ({
  context: plainContext(context),
  attributes,
  droppedAttributesCount,
})

const plainEvent = ({ name, time, attributes = {}, droppedAttributesCount = 0 }: TimedEvent) => ({
  name,
  time: plainTime(time),
  attributes,
  droppedAttributesCount,
})

const plainScope = ({ name, version, schemaUrl }: { name: string; version?: string; schemaUrl?: string }) => ({
  name,
  version: version ?? '',
  schemaUrl: schemaUrl ?? '',
})

/** Two runs happen at two times. */
const plainTime = (time: HrTime) => (isNow(time) ? 'now' : time)
const isNow = ([seconds]: HrTime): boolean => Math.abs(Date.now() / 1000 - seconds) < 600

function plainWire(span: Span | undefined) {
  const time = (nano: bigint) => (isNow([Number(nano / 1_000_000_000n), 0]) ? 'now' : nano)
  return {
    ...span,
    startTimeUnixNano: time(span?.startTimeUnixNano ?? 0n),
    endTimeUnixNano: time(span?.endTimeUnixNano ?? 0n),
    events: span?.events.map(event => ({ ...event, timeUnixNano: time(event.timeUnixNano) })),
  }
}
