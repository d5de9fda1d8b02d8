import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { err, ok, type Result } from '@throughline/otlp'
import Value from 'typebox/value'
import { configFileBytes } from '../limits.ts'
import { type Problem, problemsOf } from './check.ts'
import { type PlacedProblem, textOfProblems } from './report.ts'
import { ruleProblems } from './rules.ts'
import { type Config, ConfigSchema } from './schema.ts'
import { isMapping, type Path, shapeOf } from './shape.ts'
import type { Environment } from './substitute.ts'
import { readYaml, type YamlFile } from './yaml-file.ts'

/** Where settings come from: a file, variables that it refers to, and the options of the command, which win. */
export interface ConfigSource {
  /** Without one, everything has its default. */
  readonly file?: string | undefined
  readonly environment: Environment
  readonly overrides?: readonly Override[]
  /** Whether errors show the line that they are about, as a person at a terminal likes it. */
  readonly snippets?: boolean
}

export interface Override {
  readonly path: Path
  readonly value: unknown
}

export const configShape = shapeOf(ConfigSchema)

export interface Settings {
  /** Every setting, those that nobody wrote by their defaults. */
  readonly config: Config
  /** What the file and the options say, and nothing else. */
  readonly written: unknown
}

/** The error is a line for each thing that is wrong. */
export function loadConfig(source: ConfigSource): Result<Config> {
  const settings = loadSettings(source)
  return settings.ok ? ok(settings.value.config) : settings
}

export function loadSettings(source: ConfigSource): Result<Settings> {
  const text = source.file === undefined ? ok('') : textOf(source.file)
  return text.ok ? parseSettings(text.value, source) : text
}

export function parseSettings(
  text: string,
  { file, environment, overrides = [], snippets = false }: ConfigSource,
): Result<Settings> {
  const yaml = readYaml(text, environment)
  const fail = (problems: readonly PlacedProblem[]) => err(textOfProblems(problems, file, snippets ? text : undefined))
  if (yaml.problems.length > 0) return fail(yaml.problems)
  const written = overrides.reduce(laidOver, yaml.value ?? {})
  const problems = problemsOf(configShape, written)
  if (problems.length > 0) return fail(placed(problems, yaml))
  const config = Value.Default(ConfigSchema, structuredClone(written))
  assert.ok(Value.Check(ConfigSchema, config), 'nothing is wrong with it')
  const broken = ruleProblems(configShape, config)
  return broken.length > 0 ? fail(placed(broken, yaml)) : ok({ config, written })
}

function textOf(file: string): Result<string> {
  try {
    const { size } = statSync(file)
    if (size > configFileBytes)
      return err(`${file} has ${size} bytes; a file of settings has ${configFileBytes} at most`)
    return ok(readFileSync(file, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error
    return err(`${file} cannot be read (${reason}); write the path of a YAML file`)
  }
}

/** Where the file has something else than a section, that stays: it is a mistake which the author has to hear of. */
function laidOver(value: unknown, { path: [key, ...path], value: override }: Override): unknown {
  if (key === undefined) return override
  if (value !== undefined && !isMapping(value)) return value
  return { ...value, [key]: laidOver(value?.[key], { path, value: override }) }
}

const placed = (problems: readonly Problem[], { locate }: YamlFile): readonly PlacedProblem[] =>
  problems.map(({ path, at, message }) => ({ position: locate(path, at), message }))
