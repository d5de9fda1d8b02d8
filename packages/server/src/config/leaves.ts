import * as Type from 'typebox'
import { narrow } from './check.ts'
import { isMapping, isSecret, memberOf, nameOf, type Path, type Shape } from './shape.ts'

/** A single setting: nothing is below it. */
export interface Leaf {
  readonly path: Path
  readonly schema: Type.TSchema
  readonly value: unknown
}

/** The single settings of a value that is valid; a list or section that is empty is one of them. */
export function leavesOf(shape: Shape, value: unknown, path: Path = []): readonly Leaf[] {
  const narrowed = narrow(shape, value)
  if (narrowed === undefined) return []
  const members = membersIn(value)
  if (members.length === 0) return path.length === 0 ? [] : [{ path, schema: narrowed.schema, value }]
  return members.flatMap(([key, each]) => {
    const member = memberOf(narrowed, key)
    return member === undefined ? [] : leavesOf(member, each, [...path, key])
  })
}

const membersIn = (value: unknown): readonly (readonly [key: string | number, value: unknown])[] =>
  Array.isArray(value) ? [...value.entries()] : isMapping(value) ? Object.entries(value) : []

/** A setting that is not what it was, or not what it would be by default. A secret's values are masked. */
export interface Difference {
  readonly name: string
  readonly value: unknown
  readonly other: unknown
}

/** Those of `value` first, then those that only `other` has. */
export function differencesOf(shape: Shape, value: unknown, other: unknown): readonly Difference[] {
  const [mine, theirs] = [value, other].map(each => {
    return new Map(leavesOf(shape, each).map(leaf => [nameOf(leaf.path), leaf]))
  })
  return [...new Set([...(mine?.keys() ?? []), ...(theirs?.keys() ?? [])])]
    .map(name => ({ name, mine: mine?.get(name), theirs: theirs?.get(name) }))
    .filter(each => JSON.stringify(each.mine?.value) !== JSON.stringify(each.theirs?.value))
    .map(each => ({ name: each.name, value: maskedLeaf(each.mine), other: maskedLeaf(each.theirs) }))
}

const maskedLeaf = (leaf: Leaf | undefined): unknown => leaf && maskedValue(leaf.schema, leaf.value)

/** The whole value with its secrets masked, in the order of the schema. */
export function masked(shape: Shape, value: unknown): unknown {
  const narrowed = narrow(shape, value)
  if (narrowed === undefined) return value
  const maskedMember = (key: string | number, each: unknown) => {
    const member = memberOf(narrowed, key)
    return member === undefined ? each : masked(member, each)
  }
  if (Array.isArray(value)) return value.map((each, index) => maskedMember(index, each))
  if (!isMapping(value)) return maskedValue(narrowed.schema, value)
  const order = Type.IsObject(narrowed.schema) ? Object.keys(narrowed.schema.properties) : []
  const entries = Object.entries(value).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  return Object.fromEntries(entries.map(([key, each]) => [key, maskedMember(key, each)]))
}

/** Endpoints can hold credentials too: `https://user:password@host`. */
function maskedValue(schema: Type.TSchema, value: unknown): unknown {
  // That a secret is empty may be told, and explains much.
  if (typeof value !== 'string' || value === '') return value
  return isSecret(schema) ? '****' : value.replace(/(?<=:\/\/)[^/@\s]*(?=@)/, '****')
}
