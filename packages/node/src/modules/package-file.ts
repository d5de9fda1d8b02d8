import { sep } from 'node:path'

/** A file of a package that is installed. */
export interface PackagePath {
  readonly name: string
  /** The package's folder, without a slash at its end. */
  readonly folder: string
  /** Within the folder, with slashes: `lib/index.js`. */
  readonly path: string
}

const MARK = '/node_modules/'

/** Which package the file is of, by the innermost `node_modules` that it is in: that holds for pnpm's folders, too. */
export function packagePath(file: string): PackagePath | undefined {
  const slashed = sep === '/' ? file : file.replaceAll(sep, '/')
  const mark = slashed.lastIndexOf(MARK)
  if (mark === -1) return undefined
  const nameStart = mark + MARK.length
  const name = packageName(slashed.slice(nameStart))
  const folderEnd = nameStart + name.length
  return { name, folder: file.slice(0, folderEnd), path: slashed.slice(folderEnd + 1) }
}

/** The package in `specifier`, as an app writes it: `@scope/name/part` is of `@scope/name`. */
export function packageName(specifier: string): string {
  const slash = specifier.indexOf('/')
  const end = specifier.startsWith('@') ? specifier.indexOf('/', slash + 1) : slash
  return end === -1 ? specifier : specifier.slice(0, end)
}
