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
 * Runs `fn` inside a span and gives back what it gives back. The span ends when `fn` returns, or when its promise
 * settles; what it throws is recorded on the span, sets status ERROR, and is thrown on.
 */
export function withSpan<T>(name: string, attributes: Attributes, fn: (span: Span) => T): T {
  return currentTracer().startActiveSpan(name, { attributes }, span => {
    try {
      return endWith(span, fn(span))
    } catch (error) {
      fail(span, error)
      throw error
    }
  })
}

function endWith<T>(span: Span, result: T): T {
  if (!(result instanceof Promise)) {
    span.end()
    return result
  }
  // The promise that is returned is the one that settles after the span has ended, so that `await` means both.
  return result.then(
    value => {
      span.end()
      return value
    },
    error => {
      fail(span, error)
      throw error
    },
  ) as T
}

function fail(span: Span, error: unknown): void {
  span.recordException(error instanceof Error ? error : errorMessage(error))
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) })
  span.end()
}
