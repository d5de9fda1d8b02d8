import { type Attributes, type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import { runningSdk } from './running.ts'
import { errorMessage } from './trace/exception.ts'
import { sdkVersion } from './version.ts'

const newTracer = () => trace.getTracer('@throughline/node', sdkVersion)
let tracer = newTracer()
let tracerSdk = runningSdk()

/** A tracer keeps the provider that it first met, which is gone after `shutdown()`. Cheaper than one for each call. */
function currentTracer() {
  const sdk = runningSdk()
  if (sdk !== tracerSdk) {
    tracerSdk = sdk
    tracer = newTracer()
  }
  return tracer
}

/**
 * Runs `fn` inside a span and gives back what it gives back. The span ends when `fn` returns, or when its promise (or
 * whatever else has a `then`) settles; what it throws is recorded on the span, sets status ERROR, and is thrown on.
 */
export function withSpan<T>(name: string, attributes: Attributes, fn: (span: Span) => T): T {
  return runInSpan(name, attributes, fn, () => {})
}

/** The same, where `beforeEnd` may still add to the span. */
export function runInSpan<T>(
  name: string,
  attributes: Attributes,
  fn: (span: Span) => T,
  beforeEnd: (span: Span) => void,
): T {
  return currentTracer().startActiveSpan(name, { attributes }, span => {
    const succeed = <V>(value: V): V => {
      beforeEnd(span)
      span.end()
      return value
    }
    const fail = (error: unknown): never => {
      beforeEnd(span)
      recordError(span, error)
      span.end()
      throw error
    }
    try {
      const result = fn(span)
      // The promise that is returned is the one that settles after the span has ended, so that `await` means both.
      return isThenable(result) ? (asPromise(result).then(succeed, fail) as T) : succeed(result)
    } catch (error) {
      return fail(error)
    }
  })
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  (typeof value === 'object' || typeof value === 'function') &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function'

/** Subclasses stay what they are. The `then` of others, a query builder's for example, need not give a promise. */
const asPromise = (thenable: PromiseLike<unknown>): Promise<unknown> =>
  thenable instanceof Promise ? thenable : Promise.resolve(thenable)

function recordError(span: Span, error: unknown): void {
  span.recordException(error instanceof Error ? error : errorMessage(error))
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) })
}
