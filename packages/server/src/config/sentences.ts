import * as Type from 'typebox'
import Value from 'typebox/value'
import { nearest } from '../cli/nearest.ts'
import { choicesOf, isMapping, isSecret, nameOf, type Path, type Shape } from './shape.ts'

/** Says what a value is, what is allowed and what to write. */
export function valueSentence(shape: Shape, value: unknown, path: Path): string {
  return `${nameOf(path) || 'the file'} is ${shown(shape.schema, value)}; ${allowed(shape, value)}`
}

export function missingSentence(shape: Shape, path: Path): string {
  const choices = choicesOf(shape)
  const what = choices === undefined ? `write ${path.at(-1)}: ${example(shape.schema) ?? '…'}` : oneOf(choices)
  return `${nameOf(path)} is missing; ${what}`
}

export function unknownSentence({ schema }: Shape, key: string | number, path: Path): string {
  const known = Type.IsObject(schema) ? Object.keys(schema.properties) : []
  const guess = nearest(String(key), known)
  const what =
    guess === undefined ? `${known.length > 1 ? 'there are' : 'there is'} ${listed(known)}` : `did you mean ${guess}?`
  return `${key} is no setting${path.length === 0 ? '' : ` of ${nameOf(path)}`}; ${what}`
}

function allowed(shape: Shape, value: unknown): string {
  const choices = choicesOf(shape)
  if (choices === undefined) return `${demand(shape.schema, value)}${written(shape.schema, value)}`
  const guess = typeof value === 'string' ? nearest(value, choices.map(String)) : undefined
  return guess === undefined ? oneOf(choices) : `did you mean ${guess}?`
}

function demand(schema: Type.TSchema, value: unknown): string {
  const isOfType = typeof value === 'string' ? Type.IsString(schema) : Array.isArray(value) && Type.IsArray(schema)
  // Of what is text or a list as it should be, but too long, say.
  const [refusal] = isOfType && !hasSentence(schema) ? Value.Errors(schema, value) : []
  return refusal === undefined ? `allowed is ${allowedKind(schema)}` : `it ${refusal.message}`
}

function allowedKind(schema: Type.TSchema): string {
  if (hasSentence(schema)) return schema.patternErrorMessage
  if (Type.IsBoolean(schema)) return 'true or false'
  if (Type.IsInteger(schema)) return `a whole number${bounds(schema)}`
  if (Type.IsNumber(schema)) return `a number${bounds(schema)}`
  if (Type.IsObject(schema) || Type.IsRecord(schema)) return 'names with values below it'
  if (Type.IsUnion(schema)) return schema.anyOf.map(allowedKind).join(', or ')
  if (Type.IsLiteral(schema)) return String(schema.const)
  return Type.IsArray(schema) ? 'a list, each item after a dash' : 'text'
}

/** What VS Code shows for a pattern that does not match; so do we. */
const hasSentence = (schema: Type.TSchema): schema is { readonly patternErrorMessage: string } =>
  typeof annotation(schema, 'patternErrorMessage') === 'string'

function bounds(schema: Type.TSchema): string {
  const [least, most] = ['minimum', 'maximum'].map(each => annotation(schema, each))
  if (least === undefined) return most === undefined ? '' : ` up to ${most}`
  return most === undefined ? ` from ${least}` : ` from ${least} to ${most}`
}

function written(schema: Type.TSchema, value: unknown): string {
  const isAnyText = Type.IsString(schema) && annotation(schema, 'pattern') === undefined
  // Such as a password of digits, which a variable may hold: the value is right, and its type is not.
  if (isAnyText && (typeof value === 'number' || typeof value === 'boolean')) return '; write it in quotes'
  const text = example(schema)
  return text === undefined ? '' : `; write ${text}, for example`
}

function example(schema: Type.TSchema): string | undefined {
  const examples = annotation(schema, 'examples')
  const first = Array.isArray(examples) ? examples[0] : annotation(schema, 'default')
  return first === undefined ? undefined : typeof first === 'string' ? first : JSON.stringify(first)
}

const annotation = (schema: Type.TSchema, key: string): unknown => Reflect.get(schema, key)

const oneOf = (choices: readonly unknown[]): string =>
  choices.length === 1 ? `allowed is ${choices[0]}` : `allowed are ${listed(choices)}`

const listed = (values: readonly unknown[]): string =>
  [values.slice(0, -1).join(', '), String(values.at(-1) ?? 'none')].filter(Boolean).join(' and ')

/** Where a section or a list should be, or a secret, whatever is there may be one: only its kind is told. */
function shown(schema: Type.TSchema, value: unknown): string {
  const isTold = !isSecret(schema) && !isContainer(schema)
  if (Array.isArray(value)) return 'a list'
  if (isMapping(value)) return 'a section'
  return isTold ? JSON.stringify(value) : typeof value === 'string' ? 'text' : `a ${typeof value}`
}

const isContainer = (schema: Type.TSchema): boolean =>
  Type.IsUnion(schema)
    ? schema.anyOf.some(isContainer)
    : Type.IsObject(schema) || Type.IsRecord(schema) || Type.IsArray(schema) || Type.IsRef(schema)
