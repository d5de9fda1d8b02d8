/**
 * Counts of what we tolerate and want less of. `ratchet.json` holds how many there may be: more is a failure that
 * names the places; fewer is written down with `--update`, and from then on is the limit.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Visitor } from 'oxc-parser'
import { placeOf, readSources, type SourceFile } from './source/source-file.ts'

const LONG_FILE_LINES = 300
const TEST_FUNCTIONS = new Set(['test', 'it', 'describe', 'suite'])
const TEST_SWITCHES = new Set(['skip', 'only', 'todo'])

/** Places by what they are a case of. */
type Places = Readonly<Record<Tolerated, string[]>>
type Tolerated = keyof ReturnType<typeof noPlaces>
type Limits = Readonly<Record<string, number>>

function noPlaces() {
  return {
    'file over 300 lines': [] as string[],
    any: [] as string[],
    'non-null assertion': [] as string[],
    'skipped, only or todo test': [] as string[],
    'TypeScript error suppressed': [] as string[],
    'Biome rule suppressed': [] as string[],
  }
}

/** Where the workspace at `root` has a case of each kind. */
export function findTolerated(root: string): Places {
  const places = noPlaces()
  for (const file of readSources(root)) addPlaces(file, places)
  return places
}

function addPlaces(file: SourceFile, places: Places): void {
  const add = (kind: Tolerated, { start }: { start: number }): void => {
    places[kind].push(placeOf(file, start))
  }
  const lines = file.text.split('\n').length - (file.text.endsWith('\n') ? 1 : 0)
  if (lines > LONG_FILE_LINES) places['file over 300 lines'].push(`${file.path} (${lines})`)
  for (const comment of file.syntax.comments) {
    if (/^[\s*]*@ts-(ignore|expect-error|nocheck)/.test(comment.value)) add('TypeScript error suppressed', comment)
    if (/^[\s*]*biome-ignore/.test(comment.value)) add('Biome rule suppressed', comment)
  }
  new Visitor({
    TSAnyKeyword: node => add('any', node),
    TSNonNullExpression: node => add('non-null assertion', node),
    PropertyDefinition: node => node.definite && add('non-null assertion', node),
    VariableDeclarator: node => node.definite && add('non-null assertion', node),
    MemberExpression: node => {
      const isSwitch = node.property.type === 'Identifier' && TEST_SWITCHES.has(node.property.name)
      const isTestFunction = node.object.type === 'Identifier' && TEST_FUNCTIONS.has(node.object.name)
      if (isSwitch && isTestFunction) add('skipped, only or todo test', node)
    },
    CallExpression: node => {
      if (node.callee.type !== 'Identifier' || !TEST_FUNCTIONS.has(node.callee.name)) return
      for (const argument of node.arguments) {
        if (argument.type !== 'ObjectExpression') continue
        // Only literals: `skip: reason` of a missing component is decided where the test runs, and reported there.
        for (const property of argument.properties) {
          if (property.type !== 'Property' || property.key.type !== 'Identifier') continue
          const isSwitch = TEST_SWITCHES.has(property.key.name) && property.value.type === 'Literal'
          if (isSwitch) add('skipped, only or todo test', property)
        }
      }
    },
  }).visit(file.syntax.program)
}

/** What is wrong with `places` under `limits`, one line for each kind. */
export function ratchetProblems(
  places: Readonly<Record<string, readonly string[]>>,
  limits: Limits,
): readonly string[] {
  return Object.entries(places).flatMap(([kind, { length: count }]) => {
    const limit = limits[kind] ?? 0
    if (count > limit) return [`${kind}: ${count}, at most ${limit}:\n  ${places[kind]?.join('\n  ')}`]
    if (count < limit) return [`${kind}: ${count}, was ${limit}: keep it with node scripts/check-ratchet.ts --update`]
    return []
  })
}

/** The limits after an update: they fall to the counts and never rise. */
export function tightened(places: Readonly<Record<string, readonly string[]>>, limits: Limits): Limits {
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
