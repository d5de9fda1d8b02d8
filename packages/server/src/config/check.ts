import type { TObject } from 'typebox'
import * as Type from 'typebox'
import Value from 'typebox/value'
import { missingSentence, unknownSentence, valueSentence } from './sentences.ts'
import {
  alternativesOf,
  choicesAt,
  choicesOf,
  discriminatorOf,
  isMapping,
  isOfKind,
  memberOf,
  nameOf,
  type Path,
  type Shape,
} from './shape.ts'

/** Something wrong at a place. What is missing is a problem of the mapping that it is missing from. */
export interface Problem {
  readonly path: Path
  /** Which of the two an editor should jump to. */
  readonly at: 'key' | 'value'
  readonly message: string
}

/**
 * Everything in `value` that the schema does not allow. What is left out and has a default is not missing. TypeBox would
 * list problems as well, eight at most, and those of every alternative where a value may be one of several.
 */
export function problemsOf(shape: Shape, value: unknown, path: Path = []): readonly Problem[] {
  const { schema } = shape
  if (Type.IsUnion(schema)) return unionProblems(shape, value, path)
  if (!isOfKind(schema, value)) return [wrong(shape, value, path)]
  if (Array.isArray(value)) return listProblems(shape, value, path)
  if (!isMapping(value)) return []
  const missing = Type.IsObject(schema) ? missingProblems(schema, value, path) : []
  const problems = Object.entries(value).flatMap(([key, each]) => memberProblems(shape, key, each, path))
  return problems.length + missing.length > 0 ? [...problems, ...missing] : sectionProblems(shape, value, path)
}

/** What a schema says of a section as a whole, of which every part is valid: it can say so only with all defaults in place. */
function sectionProblems({ schema, definitions }: Shape, value: unknown, path: Path): readonly Problem[] {
  const complete = Value.Default(definitions, schema, structuredClone(value))
  return Value.Errors(definitions, schema, complete).map(({ message }) => ({
    path,
    at: 'value',
    message: `${nameOf(path) || 'the file'} ${message}`,
  }))
}

/** Which alternative a value is meant to be: the one with its `type`, where there are several of its kind. */
export function narrow(shape: Shape, value: unknown): Shape | undefined {
  const candidates = alternativesOf(shape).filter(({ schema }) => isOfKind(schema, value))
  if (candidates.length < 2) return candidates[0]
  const key = discriminatorOf(candidates)
  if (key === undefined || !isMapping(value)) {
    return candidates.find(each => problemsOf(each, value).length === 0) ?? candidates[0]
  }
  return candidates.find(each => choicesAt(each, key)?.includes(value[key]))
}

function unionProblems(shape: Shape, value: unknown, path: Path): readonly Problem[] {
  const alternative = choicesOf(shape) === undefined ? narrow(shape, value) : undefined
  if (alternative !== undefined) return problemsOf(alternative, value, path)
  if (choicesOf(shape)?.includes(value)) return []
  const mappings = alternativesOf(shape).filter(({ schema }) => isOfKind(schema, value))
  const key = discriminatorOf(mappings)
  if (key === undefined || !isMapping(value)) return [wrong(shape, value, path)]
  const choices: Shape = {
    ...shape,
    schema: Type.Enum(mappings.flatMap(each => choicesAt(each, key) ?? []).map(String)),
  }
  if (Object.hasOwn(value, key)) return [wrong(choices, value[key], [...path, key])]
  return [{ path, at: 'key', message: missingSentence(choices, [...path, key]) }]
}

function listProblems(shape: Shape, list: readonly unknown[], path: Path): readonly Problem[] {
  const problems = list.flatMap((each, index) => memberProblems(shape, index, each, path))
  if (!Type.IsArray(shape.schema)) return problems
  // How many there may be is said of the list, whatever its items are.
  const listOfAnything = Type.Array(Type.Unknown(), Type.ArrayOptions(shape.schema))
  if (Value.Check(listOfAnything, list)) return problems
  return [wrong({ ...shape, schema: listOfAnything }, list, path), ...problems]
}

function memberProblems(shape: Shape, key: string | number, value: unknown, path: Path): readonly Problem[] {
  const member = memberOf(shape, key)
  if (member !== undefined) return problemsOf(member, value, [...path, key])
  return [{ path: [...path, key], at: 'key', message: unknownSentence(shape, key, path) }]
}

function missingProblems({ properties }: TObject, value: Record<string, unknown>, path: Path): readonly Problem[] {
  return Object.entries(properties)
    .filter(
      ([key, schema]) => !Object.hasOwn(value, key) && !Object.hasOwn(schema, 'default') && !Type.IsOptional(schema),
    )
    .map(([key, schema]) => ({
      path,
      at: 'key',
      message: missingSentence({ schema, definitions: {} }, [...path, key]),
    }))
}

const wrong = (shape: Shape, value: unknown, path: Path): Problem => ({
  path,
  at: 'value',
  message: valueSentence(shape, value, path),
})
