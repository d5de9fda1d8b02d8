import nodeModule from 'node:module'
import { fileURLToPath } from 'node:url'
import { noteInternalError } from '../guard.ts'
import { packagePath } from './package-file.ts'

/** What an ES module has at its top level, by name; a class or a function can be replaced, a constant cannot. */
export type EsExports = Record<string, unknown>

interface Interest {
  readonly names: readonly string[]
  readonly take: (exports: EsExports) => void
}

/** By package and path: `hono/dist/context.js`. */
const interests = new Map<string, Interest>()

/** Where a module that we have added to finds us. */
const HAND_OVER = 'throughline.es-module'
const holder = globalThis as { [key: symbol]: unknown }
let hooks: { deregister(): void } | undefined

/**
 * Calls `take` with what an ES module has under `names`, when it has run and before whoever imports it does.
 *
 * Nobody is told of an ES module that was imported, and its exports cannot be changed from outside. So a line is added to
 * the end of its source, which hands its own names over. No other module is touched, and no line of it moves. (To put a
 * module of ours in its place, as import-in-the-middle does, changes the identity of each, and what `export *` gives.)
 *
 * @param file package and path: `hono/dist/context.js`
 */
export function onEsModule(file: string, names: readonly string[], take: (exports: EsExports) => void): () => void {
  interests.set(file, { names, take })
  holder[Symbol.for(HAND_OVER)] = handOver
  hooks ??= nodeModule.registerHooks({ load })
  return () => {
    interests.delete(file)
    if (interests.size > 0) return
    hooks?.deregister()
    hooks = undefined
  }
}

const load: nodeModule.LoadHookSync = (url, context, nextLoad) => {
  const loaded = nextLoad(url, context)
  try {
    return loaded.format === 'module' ? added(url, loaded) : loaded
  } catch (error) {
    noteInternalError(error)
    return loaded
  }
}

function added(url: string, loaded: nodeModule.LoadFnOutput): nodeModule.LoadFnOutput {
  if (!url.startsWith('file:') || loaded.source === undefined || loaded.source === null) return loaded
  const file = packagePath(fileURLToPath(url))
  const key = file === undefined ? '' : `${file.name}/${file.path}`
  const interest = interests.get(key)
  return interest === undefined ? loaded : { ...loaded, source: textOf(loaded.source) + lineFor(key, interest.names) }
}

const textOf = (source: NonNullable<nodeModule.LoadFnOutput['source']>): string =>
  typeof source === 'string' ? source : new TextDecoder().decode(source)

/** `typeof` of a name that another version of the library does not have is no error. */
function lineFor(key: string, names: readonly string[]): string {
  const members = names.map(
    name =>
      `get ${name}() { return typeof ${name} === 'undefined' ? undefined : ${name} }, ` +
      `set ${name}(value) { ${name} = value }`,
  )
  return `\n;globalThis[Symbol.for('${HAND_OVER}')]?.(${JSON.stringify(key)}, { ${members.join(', ')} })\n`
}

function handOver(key: string, exports: EsExports): void {
  try {
    interests.get(key)?.take(exports)
  } catch (error) {
    noteInternalError(error)
  }
}
