/**
 * Counts of what we tolerate and want less of. `ratchet.json` holds how many there may be: more is a failure that
 * names the places; fewer is written down with `--update`, and from then on is the limit.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CallExpression, type ImportDeclaration, type MemberExpression, type Span, Visitor } from 'oxc-parser'
import { placeOf, readSources, type SourceFile } from './source/source-file.ts'

/** Under our own Node: the one in PATH may be too old to run TypeScript. */
const UPDATE = 'node_modules/.bin/node scripts/check-ratchet.ts --update'
const LONG_FILE_LINES = 300
const TEST_FUNCTIONS = new Set(['test', 'it', 'describe', 'suite'])
/** What a test may be switched off by: its function, or the context that it is given, by the names that we give it. */
const TEST_OBJECTS = new Set([...TEST_FUNCTIONS, 't', 'context'])
const TEST_SWITCHES = new Set(['skip', 'only', 'todo'])

const KINDS = [
  'file over 300 lines',
  'any',
  'non-null assertion',
  'skipped, only or todo test',
  'TypeScript error suppressed',
  'Biome rule suppressed',
] as const

type Kind = (typeof KINDS)[number]
/** Where there is a case of each kind. */
type Places = Readonly<Record<string, readonly string[]>>
/** How many cases of each kind there may be. */
type Limits = Readonly<Record<string, number>>
interface Case {
  readonly kind: Kind
  readonly place: string
}

/** Every case in the workspace at `root`. */
export function findTolerated(root: string): Places {
  const cases = readSources(root).flatMap(file => [...longFile(file), ...suppressions(file), ...casesInCode(file)])
  return Object.fromEntries(KINDS.map(kind => [kind, cases.filter(each => each.kind === kind).map(each => each.place)]))
}

function longFile({ path, text }: SourceFile): readonly Case[] {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  return lines > LONG_FILE_LINES ? [{ kind: 'file over 300 lines', place: `${path} (${lines})` }] : []
}

function suppressions(file: SourceFile): readonly Case[] {
  return file.syntax.comments.flatMap(({ value, start }): readonly Case[] => {
    const place = placeOf(file, start)
    if (/^[\s*]*@ts-(ignore|expect-error|nocheck)/.test(value)) return [{ kind: 'TypeScript error suppressed', place }]
    return /^[\s*]*biome-ignore/.test(value) ? [{ kind: 'Biome rule suppressed', place }] : []
  })
}

function casesInCode(file: SourceFile): readonly Case[] {
  const cases: Case[] = []
  const add = (kind: Kind, node: Span): void => {
    cases.push({ kind, place: placeOf(file, node.start) })
  }
  new Visitor({
    TSAnyKeyword: node => add('any', node),
    TSNonNullExpression: node => add('non-null assertion', node),
    PropertyDefinition: node => node.definite && add('non-null assertion', node),
    VariableDeclarator: node => node.definite && add('non-null assertion', node),
    MemberExpression: node => isTestSwitch(node) && add('skipped, only or todo test', node),
    ImportDeclaration: node => {
      for (const name of importedSwitches(node)) add('skipped, only or todo test', name)
    },
    CallExpression: node => {
      for (const option of switchedOptions(node)) add('skipped, only or todo test', option)
    },
  }).visit(file.syntax.program)
  return cases
}

/** `test.skip`, `t.skip` and their like. */
function isTestSwitch({ object, property }: MemberExpression): boolean {
  const isSwitch = property.type === 'Identifier' && TEST_SWITCHES.has(property.name)
  return isSwitch && object.type === 'Identifier' && TEST_OBJECTS.has(object.name)
}

/** `import { skip } from 'node:test'` and its like. */
function importedSwitches({ source, specifiers }: ImportDeclaration): readonly Span[] {
  return specifiers.filter(
    each =>
      source.value === 'node:test' &&
      each.type === 'ImportSpecifier' &&
      each.imported.type === 'Identifier' &&
      TEST_SWITCHES.has(each.imported.name),
  )
}

/**
 * `skip: true` and its like among the options of a test. Only literals: `skip: chromium.skip`, of a component that may be
 * missing, is decided where the test runs, and reported there.
 */
function switchedOptions({ callee, arguments: given }: CallExpression): readonly Span[] {
  if (callee.type !== 'Identifier' || !TEST_FUNCTIONS.has(callee.name)) return []
  return given
    .flatMap(argument => (argument.type === 'ObjectExpression' ? argument.properties : []))
    .filter(option => option.type === 'Property' && option.value.type === 'Literal')
    .filter(option => 'key' in option && option.key.type === 'Identifier' && TEST_SWITCHES.has(option.key.name))
}

/** What is wrong with `places` under `limits`, one line for each kind. */
export function ratchetProblems(places: Places, limits: Limits): readonly string[] {
  return Object.entries(places).flatMap(([kind, { length: count }]) => {
    const limit = limits[kind] ?? 0
    if (count > limit) return [`${kind}: ${count}, at most ${limit}:\n  ${places[kind]?.join('\n  ')}`]
    if (count < limit) return [`${kind}: ${count}, was ${limit}: keep it with ${UPDATE}`]
    return []
  })
}

/** The limits after an update: they fall to the counts and never rise. */
export function tightened(places: Places, limits: Limits): Limits {
  return Object.fromEntries(
    Object.entries(places).map(([kind, { length: count }]) => [kind, Math.min(count, limits[kind] ?? 0)]),
  )
}

if (import.meta.main) {
  const file = join(import.meta.dirname, 'ratchet.json')
  const places = findTolerated(join(import.meta.dirname, '..'))
  let limits: Limits = JSON.parse(readFileSync(file, 'utf8'))
  if (process.argv.includes('--update')) {
    limits = tightened(places, limits)
    writeFileSync(file, `${JSON.stringify(limits, null, 2)}\n`)
  }
  const problems = ratchetProblems(places, limits)
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length > 0 ? 1 : 0
}
