import nodeModule, { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { subscribe } from '../channels.ts'
import { noteInternalError } from '../guard.ts'
import { type PackagePath, packageName, packagePath } from './package-file.ts'

/** A file of a package that the app has loaded: a CommonJS module, or an ES module of those that are asked for. */
export interface PackageFile extends Omit<PackagePath, 'name'> {
  readonly exports: unknown
}

type Take = (file: PackageFile) => void

/** What Node publishes when a `require` has returned; `import` of a CommonJS module is one, by its whole path. */
interface Required {
  readonly id: string
  readonly parentFilename?: string
}

interface Interest {
  readonly take: Take
  /** Modules are required again and again. */
  readonly taken: WeakSet<object>
}

const interests = new Map<string, Set<Interest>>()
const { cache } = createRequire(import.meta.url)
let unsubscribe: (() => void) | undefined

/**
 * Calls `take` with each CommonJS file of the package `name`, once, when the app has loaded it by `require` or by
 * `import`, and at once for those that it has. So an instrumentation costs nothing before its library is there; an app
 * that uses none pays one question for each `require`, and nothing at start.
 *
 * The channel `module.require` and not a resolve hook: a hook only sees that a module is about to be loaded, and would
 * have to load it ahead of its turn. One subscription for all, since each costs every `require`.
 */
export function onPackage(name: string, take: Take): () => void {
  const interest = { take, taken: new WeakSet() }
  const ofPackage = interests.get(name) ?? new Set()
  interests.set(name, ofPackage.add(interest))
  unsubscribe ??= subscribe<Required>('tracing:module.require:end', onRequired)
  for (const module of Object.values(cache)) {
    const file = module === undefined ? undefined : packagePath(module.filename)
    if (module !== undefined && file?.name === name) offer(interest, module, file)
  }
  return () => {
    ofPackage.delete(interest)
    if (ofPackage.size === 0) interests.delete(name)
    if (interests.size > 0) return
    unsubscribe?.()
    unsubscribe = undefined
  }
}

/** The same for one file: `lib/index.js`. */
export const onFile = (name: string, path: string, take: (exports: unknown) => void): (() => void) =>
  onPackage(name, file => {
    if (file.path === path) take(file.exports)
  })

function onRequired({ id, parentFilename }: Required): void {
  const module = moduleOf(id, parentFilename)
  const file = module === undefined ? undefined : fileOf(id, module.filename)
  if (module === undefined || file === undefined) return
  for (const interest of interests.get(file.name) ?? []) offer(interest, module, file)
}

/** The module that has been loaded, where it belongs to a package that somebody is interested in. */
function moduleOf(id: string, parentFilename: string | undefined): NodeJS.Module | undefined {
  if (isAbsolute(id)) return isOfInterest(id) ? cache[id] : undefined
  if (id.startsWith('.')) {
    if (parentFilename === undefined || !isOfInterest(parentFilename)) return undefined
    return loadedAt(resolve(dirname(parentFilename), id))
  }
  return interests.has(packageName(id)) ? cache[resolved(id, parentFilename)] : undefined
}

const isOfInterest = (file: string): boolean => interests.has(packagePath(file)?.name ?? '')

const ENDINGS = ['', '.js', '.cjs', '/index.js']

function loadedAt(path: string): NodeJS.Module | undefined {
  for (const ending of ENDINGS) {
    const module = cache[path + ending]
    if (module !== undefined) return module
  }
  return undefined
}

function resolved(id: string, parentFilename: string | undefined): string {
  const from =
    parentFilename !== undefined && isAbsolute(parentFilename) ? parentFilename : join(process.cwd(), 'app.js')
  return createRequire(from).resolve(id)
}

/** By its place; or, where that is not in a `node_modules`, as with a package of the app's own repository, by its name. */
function fileOf(id: string, filename: string): PackagePath | undefined {
  const file = packagePath(filename)
  if (file !== undefined && interests.has(file.name)) return file
  const manifest = nodeModule.findPackageJSON?.(pathToFileURL(filename))
  if (manifest === undefined) return undefined
  const folder = dirname(manifest)
  return { name: packageName(id), folder, path: filename.slice(folder.length + 1).replaceAll('\\', '/') }
}

function offer({ take, taken }: Interest, module: NodeJS.Module, { folder, path }: PackagePath): void {
  // One that is still running, in a circle of modules, is complete when it is required by whom it was first.
  if (!module.loaded || taken.has(module)) return
  taken.add(module)
  try {
    take({ folder, path, exports: module.exports })
  } catch (error) {
    noteInternalError(error)
  }
}
