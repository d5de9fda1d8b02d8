import { guarded, noteInternalError } from '../../guard.ts'
import { type EsExports, onEsModule } from '../../modules/es-modules.ts'
import { onFile } from '../../modules/packages.ts'
import { runInContext } from '../../trace/context-manager.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import { sdkVersion } from '../../version.ts'
import { type Method, patch } from '../patch.ts'
import {
  failModelCall,
  type ModelCall,
  type ModelRequest,
  noteReply,
  noteRequest,
  startModelCall,
} from './model-call.ts'
import { watched } from './watched.ts'

/** What we read of `Models`. */
interface Models {
  readonly apiClient?: { isVertexAI?(): boolean; getBaseUrl?(): string }
}
interface Parameters {
  readonly model?: unknown
  readonly config?: {
    readonly temperature?: unknown
    readonly topP?: unknown
    readonly topK?: unknown
    readonly maxOutputTokens?: unknown
    readonly candidateCount?: unknown
    readonly seed?: unknown
  }
}
interface Reply {
  readonly responseId?: unknown
  readonly modelVersion?: unknown
  readonly candidates?: readonly { readonly finishReason?: unknown }[]
  readonly usageMetadata?: { readonly promptTokenCount?: unknown; readonly candidatesTokenCount?: unknown }
}

let tracer: RecordingTracer | undefined

/**
 * Gemini by `@google/genai`, on the Gemini API and on Vertex: a span for each call of a model. The methods that make one
 * request each, because those that an app calls may make several, with calls of the app's own functions in between.
 */
export function instrumentGoogleGenAi(provider: RecordingTracerProvider): () => void {
  tracer = provider.getTracer('@throughline/node/google-genai', sdkVersion)
  const trace = ({ Models: type }: EsExports) =>
    patch(type, {
      generateContentInternal: traced('generate_content'),
      generateContentStreamInternal: traced('generate_content'),
      embedContentInternal: traced('embeddings'),
    })
  const stops = [
    onEsModule('@google/genai/dist/node/index.mjs', ['Models'], trace),
    onFile('@google/genai', 'dist/node/index.cjs', exports => trace(exports as EsExports)),
  ]
  return () => {
    for (const stop of stops) stop()
    tracer = undefined
  }
}

const traced =
  (operation: string) =>
  (original: Method): Method =>
    async function (this: unknown, ...args: unknown[]): Promise<unknown> {
      const call = tryToStart(operation, this as Models, args[0] as Parameters)
      if (call === undefined) return original.apply(this, args)
      try {
        const reply = await runInContext(call.context, () => original.apply(this, args))
        return isIterator(reply) ? watched(reply, watcherOf(call.span)) : noted(call.span, reply)
      } catch (error) {
        failModelCall(call.span, error)
        throw error
      }
    }

const isIterator = (value: unknown): value is AsyncIterator<Reply> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

function noted(span: RecordedSpan, reply: unknown): unknown {
  noteGeminiReply(span, (reply ?? {}) as Reply)
  span.end()
  return reply
}

const watcherOf = (span: RecordedSpan) => ({
  onItem: (part: Reply) => noteGeminiReply(span, part),
  onEnd: () => span.end(),
  onError: (error: unknown) => failModelCall(span, error),
})

const noteGeminiReply = guarded((span: RecordedSpan, reply: Reply): void => {
  const reasons = (reply.candidates ?? []).map(({ finishReason }) => finishReason)
  noteReply(span, {
    id: reply.responseId,
    model: reply.modelVersion,
    finishReasons: reasons.filter(reason => typeof reason === 'string'),
    inputTokens: reply.usageMetadata?.promptTokenCount,
    outputTokens: reply.usageMetadata?.candidatesTokenCount,
  })
})

function tryToStart(operation: string, { apiClient }: Models, parameters: Parameters): ModelCall | undefined {
  try {
    if (tracer === undefined) return undefined
    const provider = apiClient?.isVertexAI?.() === true ? 'gcp.vertex_ai' : 'gcp.gemini'
    const call = startModelCall(tracer, { operation, provider, baseUrl: apiClient?.getBaseUrl?.() })
    if (call !== undefined) noteRequest(call.span, operation, requestOf(parameters))
    return call
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}

function requestOf({ model, config = {} }: Parameters): ModelRequest {
  const attributes = {
    'gen_ai.request.temperature': config.temperature,
    'gen_ai.request.top_p': config.topP,
    'gen_ai.request.top_k': config.topK,
    'gen_ai.request.max_tokens': config.maxOutputTokens,
    'gen_ai.request.choice.count': config.candidateCount,
    'gen_ai.request.seed': config.seed,
  }
  return { model: typeof model === 'string' ? model.slice(model.lastIndexOf('/') + 1) : model, attributes }
}
