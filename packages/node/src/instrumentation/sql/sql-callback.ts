import type { Context } from '@opentelemetry/api'
import { runInContext } from '../../trace/context-manager.ts'
import type { Method } from '../patch.ts'

/** `callback`, in the context of whoever handed it over: connections call back in that of whoever opened them. */
export const bound = (callback: Method, context: Context): Method =>
  function (...args) {
    return runInContext(context, callWith, callback, this, args)
  }

/** The same; `end` is told of its first argument, an error or nothing, before. */
export function ending(callback: Method, context: Context, end: (error: unknown) => void): Method {
  const called = bound(callback, context)
  return function (...args) {
    end(args[0])
    return Reflect.apply(called, this, args)
  }
}

const callWith = (callback: Method, self: unknown, args: unknown[]): unknown => Reflect.apply(callback, self, args)
