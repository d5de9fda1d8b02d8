import nodeModule from 'node:module'
import { noteInternalError } from '../guard.ts'
import type { RecordingTracerProvider } from '../trace/provider.ts'
import { startPg } from './pg.ts'

/** Libraries that are instrumented by a package of their own, by the specifier an app loads them with. */
const starters: Readonly<Record<string, (provider: RecordingTracerProvider) => void>> = {
  pg: startPg,
  'pg-pool': startPg,
}

/**
 * Loads an instrumentation when its library is first asked for, by `require` or by `import`: an app that does not use
 * pg pays one look into a table for each module, and nothing at start. The instrumentation is in place before the
 * library's own files are: the hook runs ahead of their resolution.
 */
export function instrumentWhenLoaded(provider: RecordingTracerProvider): () => void {
  const waiting = new Map(Object.entries(starters))
  const hooks = nodeModule.registerHooks({
    resolve(specifier, context, nextResolve) {
      const starter = waiting.get(specifier)
      if (starter !== undefined) {
        waiting.delete(specifier)
        startGuarded(starter, provider)
      }
      return nextResolve(specifier, context)
    },
  })
  return () => hooks.deregister()
}

function startGuarded(starter: (provider: RecordingTracerProvider) => void, provider: RecordingTracerProvider): void {
  try {
    starter(provider)
  } catch (error) {
    noteInternalError(error)
  }
}
