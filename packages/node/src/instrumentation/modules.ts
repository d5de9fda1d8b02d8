import { createRequire } from 'node:module'
import { sep } from 'node:path'
import { subscribe } from './channels.ts'

/** What Node publishes when a `require` has returned; `import` of a CommonJS module is one, by its whole path. */
interface Required {
  readonly id: string
  readonly result?: unknown
}

/**
 * Calls `take` with what CommonJS modules export, those that `isMeant` knows by their path or by what they are required
 * as: each time the app loads one by `require` or by `import`, and at once where it has. An app that uses none pays one
 * question for each `require`, and nothing at start.
 *
 * The channel `module.require` and not a resolve hook: a hook only sees that a module is about to be loaded, and would
 * have to load it ahead of its turn.
 */
export function onModule(isMeant: (id: string) => boolean, take: (exports: unknown, id: string) => void): () => void {
  for (const module of Object.values(createRequire(import.meta.url).cache)) {
    if (module !== undefined && isMeant(module.filename)) take(module.exports, module.filename)
  }
  return subscribe<Required>('tracing:module.require:end', ({ id, result }) => {
    if (isMeant(id)) take(result, id)
  })
}

/**
 * The same for a package.
 *
 * @param name as an app requires it
 * @param entry end of the path of its main file, with slashes
 */
export function onPackage(name: string, entry: string, take: (exports: unknown) => void): () => void {
  const nativeEntry = entry.replaceAll('/', sep)
  return onModule(id => id === name || id.endsWith(nativeEntry), take)
}
