import { noteInternalError } from '../../guard.ts'
import { activeContext, runInContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import type { Method } from '../patch.ts'
import { endMongodbSpan, type MongodbConnection, type MongodbNamespace, startMongodbSpan } from './mongodb-span.ts'

/** Undefined while tracing is off: what was patched stays so. */
let tracer: RecordingTracer | undefined

export function setMongodbTracer(current: RecordingTracer | undefined): void {
  tracer = current
}

/** `Connection.prototype.command`, through which everything goes; it calls back until 6.3, and is async since. */
export const tracedCommand = (original: Method): Method =>
  Object.prototype.toString.call(original) === '[object AsyncFunction]' ? promising(original) : callingBack(original)

const promising = (original: Method): Method =>
  function traced(this: unknown, ns: unknown, command: unknown, ...rest: unknown[]): unknown {
    const span = tryToStart(this, ns, command)
    const answer = original.call(this, ns, command, ...rest)
    return span === undefined ? answer : endWith(span, answer as Promise<unknown>)
  }

async function endWith(span: RecordedSpan, answer: Promise<unknown>): Promise<unknown> {
  try {
    const result = await answer
    endMongodbSpan(span, undefined, result)
    return result
  } catch (error) {
    endMongodbSpan(span, error, undefined)
    throw error
  }
}

const callingBack = (original: Method): Method =>
  function traced(this: unknown, ns: unknown, command: unknown, options: unknown, callback: unknown): unknown {
    if (typeof callback !== 'function') return original.call(this, ns, command, options, callback)
    const span = tryToStart(this, ns, command)
    const within = inContext(callback)
    if (span === undefined) return original.call(this, ns, command, options, within)
    return original.call(this, ns, command, options, (error: unknown, result: unknown) => {
      endMongodbSpan(span, error ?? undefined, result)
      return within(error, result)
    })
  }

/** `ConnectionPool.prototype.checkOut`: until 6.3, who waits is called back by whoever gives a connection back. */
export const tracedCheckOut = (original: Method): Method =>
  function checkOut(this: unknown, first: unknown, ...rest: unknown[]): unknown {
    return original.call(this, typeof first === 'function' ? inContext(first) : first, ...rest)
  }

function inContext(callback: unknown): (...args: unknown[]) => unknown {
  const context = activeContext()
  return (...args) => runInContext(context, callback as (...args: unknown[]) => unknown, ...args)
}

function tryToStart(connection: unknown, ns: unknown, command: unknown): RecordedSpan | undefined {
  if (tracer === undefined) return undefined
  try {
    return startMongodbSpan(
      tracer,
      connection as MongodbConnection,
      ns as MongodbNamespace,
      command as Readonly<Record<string, unknown>>,
    )
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}
