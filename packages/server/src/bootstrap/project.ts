import { globSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { err, ok, type Result } from '@throughline/otlp'

/** A package.json, and the folder that it lies in. */
export interface Manifest {
  readonly folder: string
  readonly name: string
  readonly version: string
  readonly scripts: Readonly<Record<string, string>>
  /** Names of what it needs to run. */
  readonly dependencies: readonly string[]
  readonly enginesNode: string | undefined
}

export interface Project {
  /** That of the folder, and those of its workspaces. */
  readonly manifests: readonly [Manifest, ...Manifest[]]
  /** What is installed for them, whoever needs it; several versions of one package are several. */
  readonly installed: readonly Manifest[]
  /** What they need themselves and is not installed. */
  readonly missing: readonly string[]
}

/** Reads a project as it lies in `folder`, installed by npm, pnpm or Yarn with `node_modules`. */
export function readProject(folder: string): Result<Project> {
  const root = readManifest(resolve(folder))
  if (root === undefined) return err(`${folder} has no package.json that can be read.`)
  const members = workspaceFolders(root.folder).flatMap(each => readManifest(each) ?? [])
  const manifests = [root, ...members] as const
  return ok({ manifests, ...findInstalled(manifests) })
}

function readManifest(folder: string): Manifest | undefined {
  const json = readJson(join(folder, 'package.json'))
  if (json === undefined) return undefined
  const { name, version, scripts, dependencies, optionalDependencies, peerDependencies, engines } = json
  return {
    folder,
    name: String(name ?? ''),
    version: String(version ?? ''),
    scripts: textsOf(scripts),
    dependencies: Object.keys({
      ...Object(dependencies),
      ...Object(optionalDependencies),
      ...Object(peerDependencies),
    }),
    enginesNode: textsOf(engines).node,
  }
}

function readJson(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof json === 'object' && json !== null ? { ...json } : undefined
  } catch {
    return undefined
  }
}

const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(Object(value)).map(([key, text]) => [key, String(text)]))

/** npm and Yarn name them in package.json, pnpm in a file of its own, of which a list is all that matters here. */
function workspaceFolders(root: string): readonly string[] {
  const { workspaces } = readJson(join(root, 'package.json')) ?? {}
  const listed: unknown = Array.isArray(workspaces) ? workspaces : Object(workspaces).packages
  const patterns = Array.isArray(listed) ? listed.map(String) : pnpmPatterns(root)
  // Under Node 22 a glob warns, so not where there is nothing to look for.
  if (patterns.length === 0) return []
  const found = globSync(
    patterns.filter(each => !each.startsWith('!')),
    { cwd: root, exclude: each => each === 'node_modules' },
  )
  return found.map(each => join(root, each)).sort()
}

function pnpmPatterns(root: string): readonly string[] {
  const text = readText(join(root, 'pnpm-workspace.yaml')) ?? ''
  const [, list = ''] = /^packages:\s*\n((?:\s+-.*\n?|\s*\n)*)/m.exec(text) ?? []
  return Array.from(list.matchAll(/-\s*['"]?([^'"\n#]+?)['"]?\s*$/gm), ([, pattern = '']) => pattern)
}

export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Follows dependencies as Node would find them, so that nothing counts which lies about and is not used. */
function findInstalled(manifests: readonly Manifest[]): Pick<Project, 'installed' | 'missing'> {
  const installed = new Map<string, Manifest>()
  const missing = new Set<string>()
  const own = new Set(manifests.map(({ folder }) => realpathSync(folder)))
  const waiting: Manifest[] = [...manifests]
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    for (const name of from.dependencies) {
      const found = resolvePackage(name, from.folder)
      if (found === undefined && own.has(from.folder)) missing.add(name)
      if (found === undefined || installed.has(found.folder) || own.has(found.folder)) continue
      installed.set(found.folder, found)
      waiting.push(found)
    }
  }
  return { installed: [...installed.values()], missing: [...missing].sort() }
}

function resolvePackage(name: string, folder: string): Manifest | undefined {
  const found = readManifestOf(join(folder, 'node_modules', name))
  const above = dirname(folder)
  return found ?? (above === folder ? undefined : resolvePackage(name, above))
}

/** By its real folder: pnpm keeps what a package needs beside that. */
function readManifestOf(folder: string): Manifest | undefined {
  try {
    return readManifest(realpathSync(folder))
  } catch {
    return undefined
  }
}
