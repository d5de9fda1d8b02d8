import { type Context, ROOT_CONTEXT } from '@opentelemetry/api'
import { suppress } from '../../trace/context.ts'
import { runInContext } from '../../trace/context-manager.ts'
import type { Method } from '../patch.ts'

const startedIn =
  (context: Context) =>
  (original: Method): Method =>
    function start(this: unknown): unknown {
      return runInContext(context, () => original.call(this))
    }

/** For loops that never end: they are no part of the request that happened to start them. */
export const outsideOfTraces = startedIn(ROOT_CONTEXT)

/** The same, where each of their questions would also be a trace of its own. */
export const untraced = startedIn(suppress(ROOT_CONTEXT))
