import { noteInternalError } from '../../guard.ts'
import { contextWithSpan } from '../../trace/context.ts'
import { activeContext, runInContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import type { Method } from '../patch.ts'
import { noteAnswer, type Operation, startOperationSpan } from './operation-span.ts'

/** Undefined while tracing is off: what was patched stays so. */
let tracer: RecordingTracer | undefined

export function setGraphqlTracer(current: RecordingTracer | undefined): void {
  tracer = current
}

/** `execute()` of versions before 17, with a span around it in which resolvers run. */
export function tracedExecute(original: Method): Method {
  const execute: Method = function (...args) {
    const span = tryToStart(args)
    if (span === undefined) return Reflect.apply(original, this, args)
    const run = () => Reflect.apply(original, this, args)
    return endWith(span, () => runInContext(contextWithSpan(activeContext(), span), run))
  }
  return Object.defineProperty(execute, 'length', { value: original.length, configurable: true })
}

function tryToStart(args: readonly unknown[]): RecordedSpan | undefined {
  if (tracer === undefined) return undefined
  try {
    return startOperationSpan(tracer, operationIn(args))
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}

/** Version 15 takes its arguments one by one, too. */
const operationIn = (args: readonly unknown[]): Operation =>
  (args.length > 1 ? { document: args[1], operationName: args[5] } : args[0]) as Operation

function endWith(span: RecordedSpan, run: () => unknown): unknown {
  try {
    const answer = run()
    if (!isPromise(answer)) return end(span, answer)
    return answer.then(
      result => end(span, result),
      error => fail(span, error),
    )
  } catch (error) {
    return fail(span, error)
  }
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as Promise<unknown> | undefined)?.then === 'function'

function end(span: RecordedSpan, result: unknown): unknown {
  noteAnswer(span, { result })
  span.end()
  return result
}

function fail(span: RecordedSpan, error: unknown): never {
  noteAnswer(span, { error })
  span.end()
  throw error
}
