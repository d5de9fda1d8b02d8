import assert from 'node:assert/strict'
import * as Type from 'typebox'
import Value from 'typebox/value'

/** A schema, and the definitions that references below it name. */
export interface Shape {
  readonly schema: Type.TSchema
  readonly definitions: Type.TProperties
}

/** The way to a setting: keys of mappings, places in lists. */
export type Path = readonly (string | number)[]

/** Follows references, of which a schema consists that contains itself. */
export function shapeOf(schema: Type.TSchema, definitions: Type.TProperties = {}): Shape {
  if (Type.IsCyclic(schema)) return shapeOf(Type.Ref(schema.$ref), schema.$defs)
  if (!Type.IsRef(schema)) return { schema, definitions }
  const target = definitions[schema.$ref]
  assert.ok(target !== undefined, `nothing is called ${schema.$ref}`)
  return shapeOf(target, definitions)
}

/** What a mapping's property or a list's item has to be; undefined where there may be none. */
export function memberOf({ schema, definitions }: Shape, key: string | number): Shape | undefined {
  const member = memberSchema(schema, key)
  return member === undefined ? undefined : shapeOf(member, definitions)
}

function memberSchema(schema: Type.TSchema, key: string | number): Type.TSchema | undefined {
  if (Type.IsArray(schema)) return schema.items
  if (Type.IsRecord(schema)) return Type.RecordValue(schema)
  return Type.IsObject(schema) && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined
}

/** The alternatives, one inside the other or not; of what is no union, itself. */
export function alternativesOf(shape: Shape): readonly Shape[] {
  const { schema, definitions } = shape
  if (!Type.IsUnion(schema)) return [shape]
  return schema.anyOf.flatMap(each => alternativesOf(shapeOf(each, definitions)))
}

/** The values of a setting that has to be one of a few, else undefined. */
export function choicesOf(shape: Shape): readonly unknown[] | undefined {
  const { schema } = shape
  if (Type.IsEnum(schema)) return schema.enum
  if (Type.IsLiteral(schema)) return [schema.const]
  if (!Type.IsUnion(schema)) return undefined
  const choices = alternativesOf(shape).map(choicesOf)
  return choices.every(each => each !== undefined) ? choices.flat() : undefined
}

/** The property by which mappings are told apart, such as `type`: each alternative has its own values for it. */
export function discriminatorOf(alternatives: readonly Shape[]): string | undefined {
  const [first, second] = alternatives.map(({ schema }) =>
    Type.IsObject(schema) ? Object.keys(schema.properties) : [],
  )
  if (first === undefined || second === undefined) return undefined
  return first.find(key => alternatives.every(each => choicesAt(each, key) !== undefined))
}

export function choicesAt(shape: Shape, key: string): readonly unknown[] | undefined {
  const member = memberOf(shape, key)
  return member && choicesOf(member)
}

/** Mapping, list, text, number or truth value: what a value is before one looks into it. */
export function isOfKind(schema: Type.TSchema, value: unknown): boolean {
  if (Type.IsObject(schema) || Type.IsRecord(schema)) return isMapping(value)
  if (Type.IsArray(schema)) return Array.isArray(value)
  return Value.Check(schema, value)
}

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Nobody may read it; see `Secret`. */
export const isSecret = (schema: Type.TSchema): boolean => Reflect.get(schema, 'writeOnly') === true

/** `forward[0].headers.x-tenant` */
export const nameOf = (path: Path): string =>
  path
    .map(each => (typeof each === 'number' ? `[${each}]` : `.${each}`))
    .join('')
    .replace(/^\./, '')
