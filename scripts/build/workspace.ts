import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The fields of a package.json that the scripts read. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | ExportConditions>>
  /** What npm packs besides the manifest, README and licence. */
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
}

interface ExportConditions {
  readonly require?: { readonly types: string; readonly default: string }
}

export interface WorkspacePackage {
  /** Absolute path. */
  readonly folder: string
  readonly manifest: Manifest
}

/** Every package under `packages/` of the workspace at `root`, by name of folder. */
export function readWorkspace(root: string): readonly WorkspacePackage[] {
  const packages = join(root, 'packages')
  return readdirSync(packages)
    .sort()
    .map(name => join(packages, name))
    .map(folder => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
}
