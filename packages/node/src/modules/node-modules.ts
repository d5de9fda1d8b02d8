import nodeModule from 'node:module'
import { noteInternalError } from '../guard.ts'

/** Not in Node's types: `NativeModule sqlite` for each of its own modules that has run. */
const { moduleLoadList = [] } = process as { moduleLoadList?: readonly string[] }

/**
 * Calls `take` with a module of Node's own when the app loads it, before it has it. By a hook, because `import` of such a
 * module publishes nothing; and not at start, because some of them cost milliseconds or warn that they are experimental.
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
  const hooks = nodeModule.registerHooks({
    load(url, context, nextLoad) {
      if (url === id) offer()
      return nextLoad(url, context)
    },
  })
  return () => hooks.deregister()
}
