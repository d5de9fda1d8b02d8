import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ParseResult, parseSync } from 'oxc-parser'

/** A file of ours, parsed. */
export interface SourceFile {
  /** Relative to the root of the workspace, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly syntax: ParseResult
}

const FOLDERS = ['packages/*/{src,bin}', 'scripts', 'tests', 'bench']
const PATTERNS = FOLDERS.map(folder => `${folder}/**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}`)
const NOT_OURS = new Set(['node_modules', 'dist', 'results'])

/** Every source file of the workspace at `root`, sorted by path. A file that does not parse is an error. */
export function readSources(root: string): readonly SourceFile[] {
  const exclude = (path: string): boolean => NOT_OURS.has(path.slice(path.lastIndexOf('/') + 1))
  return globSync(PATTERNS, { cwd: root, exclude })
    .sort()
    .map(path => parseSource(path, readFileSync(join(root, path), 'utf8')))
}

function parseSource(path: string, text: string): SourceFile {
  const syntax = parseSync(path, text)
  const [error] = syntax.errors
  if (error) throw new Error(`${path}: ${error.message}`)
  return { path, text, syntax }
}

/** `path:line` of the offset, as editors and terminals link it. */
export function placeOf({ path, text }: SourceFile, offset: number): string {
  return `${path}:${text.slice(0, offset).split('\n').length}`
}

/** Tests and their helpers, which are never published and may use what the package itself may not. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/testing\//.test(path)
}
