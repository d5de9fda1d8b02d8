import type { Context } from '@opentelemetry/api'
import { runInContext } from '../../trace/context-manager.ts'
import type { Method } from '../patch.ts'

/**
 * `callback`, in the context of whoever handed it over: connections call back in that of whoever opened them.
 *
 * @param end is told of the callback's first argument, an error or nothing, before
 */
export const ending = (callback: Method, context: Context, end: (error: unknown) => void): Method =>
  function (...args) {
    end(args[0])
    return runInContext(context, callWith, callback, this, args)
  }

const callWith = (callback: Method, self: unknown, args: unknown[]): unknown => Reflect.apply(callback, self, args)
