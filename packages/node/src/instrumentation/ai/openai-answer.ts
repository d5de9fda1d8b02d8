import { guarded } from '../../guard.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { failModelCall, noteReply } from './model-call.ts'
import { watched } from './watched.ts'

/** What OpenAI's methods return: a promise that parses the response when somebody waits for it, and not before. */
interface Answer {
  responsePromise: Promise<unknown>
  parseResponse: (...args: unknown[]) => Promise<unknown>
  /** Another one, of the same response. */
  _thenUnwrap?: (...args: unknown[]) => unknown
}

/** An answer in parts; whatever reads them asks for `iterator()`. */
interface OpenAiStream {
  iterator: () => AsyncIterator<Reply>
}

/** What we read of chat completions, responses, embeddings, and the parts of the first two. */
interface Reply {
  readonly id?: unknown
  readonly model?: unknown
  readonly choices?: readonly { readonly finish_reason?: unknown }[]
  readonly status?: unknown
  readonly usage?: Usage | null
  /** In the last part of a streamed response. */
  readonly response?: Reply
}
interface Usage {
  readonly prompt_tokens?: unknown
  readonly completion_tokens?: unknown
  readonly input_tokens?: unknown
  readonly output_tokens?: unknown
}

export const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && 'responsePromise' in value && 'parseResponse' in value

/** One call, from the request on. */
export class FollowedCall {
  readonly #span: RecordedSpan
  #isParsed = false
  #isRequestFollowed = false

  constructor(span: RecordedSpan) {
    this.#span = span
  }

  /**
   * Gives what is to be put in the place of `request`, so that it has as many who listen as before: to listen besides would
   * hide a rejection that nobody handles.
   */
  followRequest(request: Promise<unknown>): Promise<unknown> {
    this.#isRequestFollowed = true
    return request.then(response => {
      // Who wants the bare response parses nothing.
      setImmediate(() => {
        if (!this.#isParsed) this.#span.end()
      })
      return response
    }, this.#fail)
  }

  followAnswer(answer: Answer): void {
    const { parseResponse, _thenUnwrap } = answer
    if (!this.#isRequestFollowed) answer.responsePromise = this.followRequest(answer.responsePromise)
    const parsing = (...args: unknown[]) => {
      this.#isParsed = true
      return parseResponse.apply(answer, args).then(parsed => {
        noteParsed(this.#span, parsed)
        return parsed
      }, this.#fail)
    }
    answer.parseResponse = parsing
    if (typeof _thenUnwrap !== 'function') return
    answer._thenUnwrap = (...args) => {
      const other = _thenUnwrap.apply(answer, args)
      if (isAnswer(other)) this.followAnswer(other)
      return other
    }
  }

  readonly #fail = (error: unknown): never => {
    failModelCall(this.#span, error)
    throw error
  }
}

const noteParsed = guarded((span: RecordedSpan, parsed: unknown): void => {
  if (isStream(parsed)) watchStream(parsed, span)
  else {
    noteOpenAiReply(span, (parsed ?? {}) as Reply)
    span.end()
  }
})

const isStream = (value: unknown): value is OpenAiStream =>
  typeof value === 'object' && value !== null && 'iterator' in value && typeof value.iterator === 'function'

function watchStream(stream: OpenAiStream, span: RecordedSpan): void {
  const { iterator } = stream
  const finishReasons: string[] = []
  const watcher = {
    onItem: guarded((part: Reply) => {
      noteOpenAiReply(span, part.response ?? part, finishReasons)
    }),
    onEnd: () => span.end(),
    onError: (error: unknown) => failModelCall(span, error),
  }
  stream.iterator = () => watched(iterator.call(stream), watcher)
}

function noteOpenAiReply(span: RecordedSpan, reply: Reply, finishReasons: string[] = []): void {
  const { id, model, choices = [], status, usage } = reply
  for (const { finish_reason: reason } of choices) if (typeof reason === 'string') finishReasons.push(reason)
  if (choices.length === 0 && typeof status === 'string' && status !== 'in_progress') finishReasons.push(status)
  noteReply(span, {
    id,
    model,
    finishReasons,
    inputTokens: usage?.input_tokens ?? usage?.prompt_tokens,
    outputTokens: usage?.output_tokens ?? usage?.completion_tokens,
  })
}
