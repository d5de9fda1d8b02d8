import type { Context } from '@opentelemetry/api'
import { isSuppressed } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'

/** Where and when an app asks for messages. */
export interface Asking {
  readonly context: Context
  readonly startTimeMs: number
}

/** Undefined where nothing is to be traced. */
export function startAsking(): Asking | undefined {
  const context = activeContext()
  return isSuppressed(context) ? undefined : { context, startTimeMs: performance.now() }
}

/** Tells `answered` what the promise settles with, before the app hears of it; only the promise that is returned is to be used. */
export const whenAnswered = <T>(answer: Promise<T>, answered: (error: unknown, value?: T) => void): Promise<T> =>
  answer.then(
    value => {
      answered(undefined, value)
      return value
    },
    error => {
      answered(error)
      throw error
    },
  )
