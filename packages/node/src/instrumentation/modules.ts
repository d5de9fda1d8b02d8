import { createRequire } from 'node:module'
import { subscribe } from './channels.ts'

/** What Node publishes when a `require` has returned; `import` of a CommonJS package is one, by its whole path. */
interface Required {
  readonly id: string
  readonly result?: unknown
}

/**
 * Calls `patch` with what a CommonJS package exports, when the app loads it by `require` or by `import`, or at once where
 * it has. An app that does not use the package pays one comparison for each `require`, and nothing at start.
 *
 * The channel `module.require` and not a resolve hook: a hook only sees that a package is about to be loaded, and would
 * have to load it ahead of its turn.
 *
 * @param name of the package, as an app requires it
 * @param entry end of the path of its main file, with slashes
 */
export function onPackage(name: string, entry: string, patch: (exports: unknown) => void): () => void {
  for (const module of Object.values(createRequire(import.meta.url).cache)) {
    if (module !== undefined && isEntry(module.filename, entry)) patch(module.exports)
  }
  return subscribe<Required>('tracing:module.require:end', ({ id, result }) => {
    if (id === name || isEntry(id, entry)) patch(result)
  })
}

const isEntry = (path: string, entry: string): boolean =>
  path.endsWith(entry) || path.replaceAll('\\', '/').endsWith(entry)
