/** Who may import whom. The table is the design; any other edge fails `npm run check`. */
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { type ModuleReference, referencesOf } from './source/references.ts'
import { isTest, placeOf, readSources, type SourceFile } from './source/source-file.ts'

interface Rule {
  /** Folders under `packages/` whose exports it may import. */
  readonly packages: readonly string[]
  /** Folders under `packages/` of which it may import types, and nothing that runs. */
  readonly typesOf?: readonly string[]
  /** Modules of others that it may import. */
  readonly libraries: RegExp
  /** Whether it may use Node's own modules; what also runs in a browser may not. */
  readonly node: boolean
}

const ANY = /^/
const NONE = /^$/

/** Arrows point to leaves. */
const RULES: Readonly<Record<string, Rule>> = {
  otlp: { packages: [], libraries: NONE, node: false },
  api: { packages: [], typesOf: ['otlp'], libraries: NONE, node: false },
  store: { packages: ['otlp'], libraries: ANY, node: true },
  node: {
    packages: ['otlp'],
    libraries: /^(yaml|@opentelemetry\/(api|sdk-metrics))$/,
    node: true,
  },
  server: { packages: ['otlp', 'api', 'store'], libraries: ANY, node: true },
  ui: { packages: ['api'], libraries: ANY, node: false },
  demo: { packages: [], libraries: ANY, node: true },
}

/** One line for each import of the workspace at `root` that the table does not allow. */
export function importProblems(root: string): readonly string[] {
  return readSources(root).flatMap(file =>
    referencesOf(file).flatMap(reference => {
      const problem = problemOf(file, reference)
      return problem ? [`${placeOf(file, reference.offset)}: imports '${reference.specifier}': ${problem}`] : []
    }),
  )
}

function problemOf(file: SourceFile, reference: ModuleReference): string | undefined {
  const owner = packageOfPath(file.path)
  if (reference.specifier.startsWith('.')) return relativeProblem(file.path, reference.specifier)
  if (owner === undefined) return undefined
  const rule = RULES[owner]
  if (!rule) return `packages/${owner} has no row in the table of scripts/check-imports.ts`
  const target = packageOfSpecifier(reference.specifier)
  if (target !== undefined) return packageProblem(owner, rule, target, file.path, reference)
  return isTest(file.path) ? undefined : outsideProblem(owner, rule, reference.specifier)
}

function relativeProblem(path: string, specifier: string): string | undefined {
  const owner = packageOfPath(path)
  const target = packageOfPath(join(path, '..', specifier))
  if (target === owner) return undefined
  if (target === undefined) return 'a relative path leaves its package'
  return `a relative path enters packages/${target}; packages meet through their exports`
}

function packageProblem(
  owner: string,
  rule: Rule,
  target: string,
  path: string,
  { specifier, isType }: ModuleReference,
): string | undefined {
  if (target === owner || rule.packages.includes(target)) return undefined
  if (isTest(path) && specifier.endsWith('/testing')) return undefined
  if (rule.typesOf?.includes(target)) return isType ? undefined : `${owner} may import only types of ${target}`
  return `${owner} may not import ${target}`
}

function outsideProblem(owner: string, rule: Rule, specifier: string): string | undefined {
  if (isBuiltin(specifier)) return rule.node ? undefined : `${owner} runs in browsers too, without Node's modules`
  return rule.libraries.test(specifier) ? undefined : `${owner} may not use this library`
}

function packageOfPath(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1]
}

/** The folder of the package that a bare specifier names; the server is the one whose name is not its folder's. */
function packageOfSpecifier(specifier: string): string | undefined {
  if (/^throughline(\/|$)/.test(specifier)) return 'server'
  return /^@throughline\/([^/]+)/.exec(specifier)?.[1]
}

if (import.meta.main) {
  const problems = importProblems(join(import.meta.dirname, '..'))
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length > 0 ? 1 : 0
}
