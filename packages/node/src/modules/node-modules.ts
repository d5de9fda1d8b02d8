import nodeModule from 'node:module'
import { subscribe } from '../channels.ts'
import { noteInternalError } from '../guard.ts'

/** Not in Node's types: `NativeModule sqlite` for each of its own modules that has run. */
const { moduleLoadList = [] } = process as { moduleLoadList?: readonly string[] }

/**
 * Calls `take` with a module of Node's own when the app loads it, before it has it; not at start, because some of them cost
 * milliseconds or warn that they are experimental. `import` of such a module publishes nothing, and `require` calls no hook
 * before Node 22.16, so both are watched.
 *
 * @param id `node:sqlite`
 */
export function onNodeModule(id: string, take: (exports: unknown) => void): () => void {
  let isTaken = false
  const offer = (): void => {
    if (isTaken) return
    isTaken = true
    try {
      take(process.getBuiltinModule(id))
    } catch (error) {
      noteInternalError(error)
    }
  }
  if (moduleLoadList.includes(`NativeModule ${id.slice('node:'.length)}`)) offer()
  const unsubscribe = subscribe<{ id: string }>('tracing:module.require:end', required => {
    if (required.id === id) offer()
  })
  const hooks = nodeModule.registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === id) offer()
      return nextResolve(specifier, context)
    },
  })
  return () => {
    unsubscribe()
    hooks.deregister()
  }
}
