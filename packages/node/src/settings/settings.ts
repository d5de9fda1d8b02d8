import type { Attributes, TextMapPropagator } from '@opentelemetry/api'
import type { RequestPattern } from '../instrumentation/http/request-pattern.ts'
import type { SamplingRule } from '../instrumentation/http/sampling-rules.ts'
import type { InstrumentationName } from '../instrumentation/names.ts'
import type { DetectorName } from '../resource/names.ts'
import type { HeadSampler } from '../sampling/head-sampler.ts'
import type { KeepSettings } from '../sampling/keep-policy.ts'
import type { IdGenerator, Sampler, SpanExporter, SpanProcessor, StandardObjects } from '../standard/types.ts'
import type { SpanLimits } from '../trace/span-limits.ts'

/** Everything that can be set, decided once at start. */
export interface Settings {
  readonly isDisabled: boolean
  /** What is wrong is not told on stderr. */
  readonly isSilent: boolean
  /** False for `OTEL_TRACES_EXPORTER=none`: spans are made and carried on, and stay in the ring. */
  readonly isExporting: boolean
  /** Undefined where nobody has named it; the resource then does. */
  readonly serviceName: string | undefined
  readonly resourceAttributes: Attributes
  /** What adds attributes to the resource by itself. */
  readonly resourceDetectors: ReadonlySet<DetectorName>
  /** What is traced without the app's doing. */
  readonly instrumentations: ReadonlySet<InstrumentationName>
  /** Incoming requests of which nothing is traced. */
  readonly excluded: readonly RequestPattern[]
  readonly sampler: HeadSampler
  /** Before `sampler`, which decides for the rest; the first that matches counts. */
  readonly samplingRules: readonly SamplingRule[]
  /** New traces that are sampled in a second, on average; undefined: any number. */
  readonly sampledTracesPerSecond: number | undefined
  readonly keep: KeepSettings
  /** The request header that has a local trace kept, in lower case. */
  readonly keepHeader: string | undefined
  /** What an answer says of its trace. */
  readonly responseHeaders: readonly ResponseHeader[]
  readonly spanLimits: SpanLimits
  /** The first span of each local trace tells how the machine fares. */
  readonly hasSystemSnapshot: boolean
  /** How the context travels where the app has no propagator of its own; later ones win. None: not at all. */
  readonly propagators: readonly PropagatorName[]
  /** Entries of baggage that are attributes of every span within it. */
  readonly baggageAttributes: readonly string[]
  readonly standard: StandardObjects
  readonly logs: LogSettings
  /** Undefined where no keys are named. */
  readonly audit: AuditSettings | undefined
  readonly exporter: ExporterSettings
}

/** A header of answers, and under which name, in lower case. */
export interface ResponseHeader {
  readonly kind: 'traceresponse' | 'otel-trace-id' | 'server-timing'
  readonly name: string
}

/** What becomes of log records in the app's thread. */
export interface LogSettings {
  /** Whether they are written to stdout, besides where they are sent. */
  readonly isToConsole: boolean
  readonly limits: LogLimits
  readonly consoleTraceIds: ConsoleTraceIds
}

/** Which lines of `console` carry the ids of the active span: those that are a JSON object, or others as well. */
export type ConsoleTraceIds = 'none' | 'json' | 'all'

/** Attributes of spans that are written to a file, with the trace that they lead to. */
export interface AuditSettings {
  readonly keys: readonly string[]
  readonly file: string
}

/** How much one record may hold; see `SpanLimits`. */
export type LogLimits = Pick<SpanLimits, 'attributeCount' | 'attributeValueLength'>

export const propagatorNames = ['tracecontext', 'baggage', 'b3', 'b3multi'] as const
export type PropagatorName = (typeof propagatorNames)[number]

export type ResourceAttributes = Readonly<Record<string, string | number | boolean>>

/** Plain data, since it crosses to the exporter thread. */
export interface ExporterSettings {
  readonly traces: OtlpEndpoint
  readonly metrics: MetricsSettings
  /** Longest that a span waits before it is sent. */
  readonly scheduleDelayMs: number
  /** For log records; undefined unless something asks for them. */
  readonly logs: LogExporterSettings | undefined
}

export interface LogExporterSettings {
  readonly endpoint: OtlpEndpoint
  /** Longest that a record waits before it is sent. */
  readonly scheduleDelayMs: number
}

/** The ways out of readings; there may be none. */
export interface MetricsSettings {
  readonly otlp: OtlpMetricsSettings | undefined
  readonly prometheus: PrometheusSettings | undefined
  readonly isConsole: boolean
  /** Between two readings that are pushed or printed. */
  readonly intervalMs: number
  readonly exemplars: ExemplarFilter
}

export interface OtlpMetricsSettings {
  readonly endpoint: OtlpEndpoint
  readonly temporality: TemporalityPreference
  /** Undefined: each histogram's own default. */
  readonly histogram: HistogramAggregation | undefined
}

/** Where its server is asked by Prometheus. */
export interface PrometheusSettings {
  readonly host: string
  readonly port: number
}

/** Whether readings are since the start or since those before; `lowmemory`: the latter where that needs no memory. */
export type TemporalityPreference = 'cumulative' | 'delta' | 'lowmemory'

export type HistogramAggregation = 'explicit_bucket_histogram' | 'base2_exponential_bucket_histogram'

/** Of which spans a series tells the ids: those that are sent, any, or none. */
export type ExemplarFilter = 'trace_based' | 'always_on' | 'always_off'

export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc'

/** Where one signal is sent, and how. */
export interface OtlpEndpoint {
  readonly protocol: OtlpProtocol
  /** The whole URL that requests are posted to. gRPC has paths of its own: of its URL only the origin counts. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly isGzip: boolean
  readonly tls: TlsMaterial
}

/** PEM, as `node:tls` takes it; it counts for `https:` only. */
export interface TlsMaterial {
  /** Whom to trust instead of the authorities that Node knows. */
  readonly ca?: string
  /** Who we are. */
  readonly cert?: string
  readonly key?: string
}

/** What `start()` takes; each wins over its environment variable. */
export interface StartOptions {
  /** `service.name`. Default: `OTEL_SERVICE_NAME`, else the name in the app's package.json. */
  readonly serviceName?: string
  /** Attributes of the resource, over those of `OTEL_RESOURCE_ATTRIBUTES`. */
  readonly resourceAttributes?: ResourceAttributes
  /** Base URL of the OTLP/HTTP receiver; `/v1/traces` is appended. Default: `http://localhost:4318`. */
  readonly endpoint?: string
  /** Headers of every export request, over those of `OTEL_EXPORTER_OTLP_HEADERS`. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * Told of each span that begins and ends, as by OpenTelemetry's SDK. Spans are recorded and sent by us all the same;
   * `OTEL_TRACES_EXPORTER=none` stops the sending. What a processor throws is told once and stays away from the app.
   */
  readonly spanProcessors?: readonly SpanProcessor[]
  /** Given the sampled spans that ended, in batches, besides what we send ourselves. */
  readonly traceExporter?: SpanExporter
  /**
   * Makes the head decision, instead of `OTEL_TRACES_SAMPLER`. Spans are recorded whatever it decides, and a local trace
   * that is worth it is kept; NOT_RECORD means that `spanProcessors` are not told of the span.
   */
  readonly sampler?: Sampler
  /** Makes the ids of traces and spans. Default: random ones. */
  readonly idGenerator?: IdGenerator
  /**
   * How the context travels to other services, in our instrumentations and in `propagation.inject()` and `.extract()`;
   * null: not at all. Default: `OTEL_PROPAGATORS`, else W3C trace context and baggage.
   */
  readonly textMapPropagator?: TextMapPropagator | null
}
