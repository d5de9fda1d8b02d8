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
let resolveHook: { deregister(): void } | undefined
let loadHook: { deregister(): void } | undefined

const [major = 0, minor = 0, patch = 0] = process.versions.node.split('.').map(Number)

/** Whether this Node is one of `[major, minor, patch]` or newer, in its line of versions. */
const isFrom = (...[ofMajor, ofMinor, ofPatch]: [number, number, number]): boolean =>
  major === ofMajor && (minor > ofMinor || (minor === ofMinor && patch >= ofPatch))

/**
 * An older Node cannot load a circle of CommonJS modules once there is a hook, whatever it does: "request for './index.js'
 * is not in cache", and the app does not start. There, nothing of this is traced.
 */
export const canHook = major > 25 || isFrom(25, 1, 0) || isFrom(24, 11, 1) || isFrom(22, 22, 3)

/**
 * Calls `take` with what an ES module has under `names`, when it has run and before whoever imports it does.
 *
 * Nobody is told of an ES module that was imported, and its exports cannot be changed from outside. So a line is added to
 * the end of its source, which hands its own names over. No other module is touched, and no line of it moves. (To put a
 * module of ours in its place, as import-in-the-middle does, changes the identity of each, and what `export *` gives.)
 *
 * The same for a CommonJS file, which is needed where its exports are getters, as bundlers write them.
 *
 * @param file package and path: `hono/dist/context.js`
 */
export function onEsModule(file: string, names: readonly string[], take: (exports: EsExports) => void): () => void {
  if (!canHook) return () => {}
  interests.set(file, { names, take })
  holder[Symbol.for(HAND_OVER)] = handOver
  resolveHook ??= nodeModule.registerHooks({ resolve })
  return () => {
    interests.delete(file)
    if (interests.size > 0) return
    resolveHook?.deregister()
    loadHook?.deregister()
    resolveHook = undefined
    loadHook = undefined
  }
}

/** The load hook is there once a module of interest is about to be loaded: Node reads the sources of all CommonJS for it. */
const resolve: nodeModule.ResolveHookSync = (specifier, context, nextResolve) => {
  const resolved = nextResolve(specifier, context)
  if (loadHook === undefined && interests.has(keyOf(resolved.url))) loadHook = nodeModule.registerHooks({ load })
  return resolved
}

const load: nodeModule.LoadHookSync = (url, context, nextLoad) => {
  const loaded = nextLoad(url, context)
  try {
    return added(url, loaded)
  } catch (error) {
    noteInternalError(error)
    return loaded
  }
}

function added(url: string, loaded: nodeModule.LoadFnOutput): nodeModule.LoadFnOutput {
  if (loaded.source === undefined || loaded.source === null) return loaded
  const key = keyOf(url)
  const interest = interests.get(key)
  if (interest === undefined) return loaded
  const others = loaded.format === 'module' ? '{}' : 'module.exports'
  return { ...loaded, source: textOf(loaded.source) + lineFor(key, interest.names, others) }
}

/** Its package and path; empty for what is in no package. */
function keyOf(url: string): string {
  // Most are no file or no package of anybody's interest, and need not be taken apart.
  if (!url.startsWith('file:') || !url.includes('/node_modules/')) return ''
  try {
    const file = packagePath(fileURLToPath(url))
    return file === undefined ? '' : `${file.name}/${file.path}`
  } catch (error) {
    noteInternalError(error)
    return ''
  }
}

const textOf = (source: NonNullable<nodeModule.LoadFnOutput['source']>): string =>
  typeof source === 'string' ? source : new TextDecoder().decode(source)

/** `typeof` of a name that another version of the library does not have is no error. */
function lineFor(key: string, names: readonly string[], others: string): string {
  const members = names.map(
    name =>
      `get ${name}() { return typeof ${name} === 'undefined' ? undefined : ${name} }, ` +
      `set ${name}(value) { ${name} = value }`,
  )
  return `\n;globalThis[Symbol.for('${HAND_OVER}')]?.(${JSON.stringify(key)}, { ${members.join(', ')} }, ${others})\n`
}

/** `others` is what a CommonJS file exports: some keep a copy of what they have at their top level. */
function handOver(key: string, exports: EsExports, others: EsExports): void {
  try {
    const before = { ...exports }
    interests.get(key)?.take(exports)
    for (const name of Object.keys(others)) replaceCopy(others, name, before, exports)
  } catch (error) {
    noteInternalError(error)
  }
}

function replaceCopy(others: EsExports, name: string, before: EsExports, after: EsExports): void {
  if (Object.getOwnPropertyDescriptor(others, name)?.writable !== true) return
  const replaced = Object.keys(before).find(key => before[key] === others[name] && before[key] !== after[key])
  if (replaced !== undefined) others[name] = after[replaced]
}
