import { guarded, noteInternalError } from '../../guard.ts'
import { onEsModule } from '../../modules/es-modules.ts'
import { onFile } from '../../modules/packages.ts'
import { runInContext } from '../../trace/context-manager.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import { sdkVersion } from '../../version.ts'
import { type Method, patch } from '../patch.ts'
import { failModelCall, type ModelCall, noteRequest, startModelCall } from './model-call.ts'
import { FollowedCall, isAnswer } from './openai-answer.ts'
import { type OpenAiBody, requestOf, targetOf } from './openai-request.ts'

let tracer: RecordingTracer | undefined
/** The one whose `post` is running. */
let current: FollowedCall | undefined

/** Where the method is that sends every request: in version 4 in the client's parent, from 5 on in the client. */
const sources = [
  ['core', 'APIClient'],
  ['client', 'OpenAI'],
] as const

/**
 * OpenAI's client from 4 on, also where it speaks to another provider: a span for each call of a model, with what it cost in
 * tokens.
 *
 * Our own: the maintained instrumentation knows nothing newer than 6, nor of `responses`, and no ES modules.
 */
export function instrumentOpenAi(provider: RecordingTracerProvider): () => void {
  tracer = provider.getTracer('@throughline/node/openai', sdkVersion)
  const trace = (type: unknown) => patch(type, { post: traced, responsePromise: followingRequest })
  const stops = sources.flatMap(([file, name]) => [
    onFile('openai', `${file}.js`, exports => trace((exports as Record<string, unknown>)[name])),
    onEsModule(`openai/${file}.mjs`, [name], exports => trace(exports[name])),
  ])
  return () => {
    for (const stop of stops) stop()
    tracer = undefined
  }
}

const traced = (original: Method): Method =>
  function post(this: unknown, ...args: unknown[]): unknown {
    const call = tryToStart(this, args)
    if (call === undefined) return original.apply(this, args)
    const followed = new FollowedCall(call.span)
    current = followed
    try {
      const answer = runInContext(call.context, () => original.apply(this, args))
      if (isAnswer(answer)) followed.followAnswer(answer)
      else call.span.end()
      return answer
    } catch (error) {
      failModelCall(call.span, error)
      throw error
    } finally {
      current = undefined
    }
  }

/** From 7 on, answers are made by a method of the client, and refer to the request in more than one place. */
const followingRequest = (original: Method): Method =>
  function responsePromise(this: unknown, ...args: unknown[]): unknown {
    const [request, ...rest] = args
    const followed = current
    current = undefined
    if (followed === undefined || !(request instanceof Promise)) return original.apply(this, args)
    return original.call(this, followed.followRequest(request), ...rest)
  }

function tryToStart(client: unknown, [path, options]: readonly unknown[]): ModelCall | undefined {
  try {
    if (tracer === undefined || typeof path !== 'string') return undefined
    const { baseURL } = client as { baseURL?: unknown }
    const target = targetOf(path, typeof baseURL === 'string' ? baseURL : undefined)
    const call = target === undefined ? undefined : startModelCall(tracer, target)
    if (target !== undefined && call !== undefined) describe(call.span, target.operation, options)
    return call
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}

/** Version 7 has a promise of the options, with which nothing waits but the request itself. */
function describe(span: RecordedSpan, operation: string, options: unknown): void {
  const note = guarded((resolved: unknown) => {
    const body = (resolved as { body?: OpenAiBody } | undefined)?.body
    if (body) noteRequest(span, operation, requestOf(body))
  })
  if (options instanceof Promise) options.then(note, () => {})
  else note(options)
}
