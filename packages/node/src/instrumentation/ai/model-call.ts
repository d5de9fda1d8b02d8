import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { contextWithSpan, isSuppressed, type TraceContext } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'
import { errorMessage, errorType } from '../../trace/exception.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'

/** Whom something is asked. */
export interface ModelTarget {
  /** `gen_ai.operation.name`: chat, embeddings, generate_content. */
  readonly operation: string
  /** `gen_ai.provider.name` */
  readonly provider: string
  /** Where the requests go; undefined where that is not known. */
  readonly baseUrl: string | undefined
}

/** What is asked of a model. Never what it is told: prompts and answers are people's words. */
export interface ModelRequest {
  readonly model: unknown
  /** Attributes of OpenTelemetry's conventions for generative AI; what is undefined is left out. */
  readonly attributes: Readonly<Record<string, unknown>>
}

/** What it answered, as far as it is told. */
export interface ModelReply {
  readonly id?: unknown
  readonly model?: unknown
  readonly finishReasons?: readonly string[]
  readonly inputTokens?: unknown
  readonly outputTokens?: unknown
}

export interface ModelCall {
  readonly span: RecordedSpan
  /** In which the request is sent, so that its HTTP span is below. */
  readonly context: TraceContext
}

/** The span of a call to a model; undefined where nothing is to be traced. */
export function startModelCall(tracer: RecordingTracer, target: ModelTarget): ModelCall | undefined {
  const context = activeContext()
  if (isSuppressed(context)) return undefined
  const { operation, provider, baseUrl } = target
  const span = tracer.startChild(operation, SpanKind.CLIENT, parentIn(context))
  span.setAttributes({
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': provider,
    ...serverOf(baseUrl),
  })
  tracer.started(span, context)
  return { span, context: contextWithSpan(context, span) as TraceContext }
}

/** Apart, because some clients put their requests together later. */
export function noteRequest(span: RecordedSpan, operation: string, { model, attributes }: ModelRequest): void {
  if (typeof model === 'string') span.updateName(`${operation} ${model}`)
  span.setAttributes(plain({ 'gen_ai.request.model': model, ...attributes }))
}

export function noteReply(
  span: RecordedSpan,
  { id, model, finishReasons, inputTokens, outputTokens }: ModelReply,
): void {
  span.setAttributes(
    plain({
      'gen_ai.response.id': id,
      'gen_ai.response.model': model,
      'gen_ai.response.finish_reasons': finishReasons?.length === 0 ? undefined : finishReasons,
      'gen_ai.usage.input_tokens': inputTokens,
      'gen_ai.usage.output_tokens': outputTokens,
    }),
  )
}

export function failModelCall(span: RecordedSpan, error: unknown): void {
  span.note('error.type', errorType(error))
  span.recordException(error instanceof Error ? error : errorMessage(error))
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) })
  span.end()
}

function plain(attributes: Readonly<Record<string, unknown>>): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null),
  ) as Attributes
}

function serverOf(baseUrl: string | undefined): Attributes {
  const url = baseUrl === undefined ? null : URL.parse(baseUrl)
  if (url === null) return {}
  const port = url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port)
  return { 'server.address': url.hostname, 'server.port': port }
}
