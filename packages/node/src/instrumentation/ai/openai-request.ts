import type { ModelRequest, ModelTarget } from './model-call.ts'

/** What we read of the bodies of requests. */
export interface OpenAiBody {
  readonly model?: unknown
  readonly temperature?: unknown
  readonly top_p?: unknown
  readonly max_tokens?: unknown
  readonly max_completion_tokens?: unknown
  readonly max_output_tokens?: unknown
  readonly frequency_penalty?: unknown
  readonly presence_penalty?: unknown
  readonly seed?: unknown
  readonly n?: unknown
}

/** `gen_ai.operation.name` by path; what is not here (files, batches) is HTTP and no call of a model. */
const operations: Readonly<Record<string, string>> = {
  '/chat/completions': 'chat',
  '/responses': 'chat',
  '/completions': 'text_completion',
  '/embeddings': 'embeddings',
  '/images/generations': 'generate_content',
}

/** `gen_ai.provider.name` of those that speak OpenAI's protocol, by the end of their host's name. */
const providers: readonly (readonly [string, string])[] = [
  ['.openai.azure.com', 'azure.ai.openai'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
  ['.deepseek.com', 'deepseek'],
  ['.groq.com', 'groq'],
  ['.mistral.ai', 'mistral_ai'],
  ['.perplexity.ai', 'perplexity'],
  ['.x.ai', 'x_ai'],
]

export function targetOf(path: string, baseUrl: string | undefined): ModelTarget | undefined {
  const operation = operations[path]
  return operation === undefined ? undefined : { operation, provider: providerAt(baseUrl), baseUrl }
}

export function requestOf(body: OpenAiBody): ModelRequest {
  const attributes = {
    'gen_ai.request.temperature': body.temperature,
    'gen_ai.request.top_p': body.top_p,
    'gen_ai.request.max_tokens': body.max_output_tokens ?? body.max_completion_tokens ?? body.max_tokens,
    'gen_ai.request.frequency_penalty': body.frequency_penalty,
    'gen_ai.request.presence_penalty': body.presence_penalty,
    'gen_ai.request.seed': body.seed,
    'gen_ai.request.choice.count': body.n === 1 ? undefined : body.n,
  }
  return { model: body.model, attributes }
}

function providerAt(baseUrl: string | undefined): string {
  const host = URL.parse(baseUrl ?? '')?.hostname ?? ''
  return providers.find(([end]) => `.${host}`.endsWith(end))?.[1] ?? 'openai'
}
