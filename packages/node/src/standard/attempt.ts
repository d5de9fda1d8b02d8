import { noteInternalError } from '../guard.ts'
import { say } from '../say.ts'

const said = new Set<string>()

/** Once for each `what`, since it would come again with every span. */
function sayFailure(what: string, error: unknown): void {
  noteInternalError(error)
  if (said.has(what)) return
  said.add(what)
  say(`${what} failed (${error instanceof Error ? error.message : String(error)}); going on without it`)
}

/** Runs what an app gave to `start()`. What it throws stays away from the code that made the span; undefined then. */
export function attempt<T>(what: string, fn: () => T): T | undefined {
  try {
    return fn()
  } catch (error) {
    sayFailure(what, error)
    return undefined
  }
}

/** The same for what takes its time; resolves in either case, and after `timeoutMs` at the latest. */
export async function attemptAsync(what: string, timeoutMs: number, fn: () => Promise<unknown>): Promise<void> {
  const timer = Promise.withResolvers<never>()
  const late = setTimeout(() => timer.reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  try {
    await Promise.race([fn(), timer.promise])
  } catch (error) {
    sayFailure(what, error)
  } finally {
    clearTimeout(late)
  }
}
