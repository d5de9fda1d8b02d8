/** What we read of a JSON schema. */
export interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  /** What kind of text it is. */
  readonly title?: string
}

/** Name, default, values, what it is, example. */
type Row = readonly string[]

/** How many properties a section has for which a table refers to the same one further up instead of repeating it. */
const REPEATED_PROPERTIES = 2

/** A row for each setting of a schema, by the section of the file; of alternatives with a `type`, each says of which. */
export function rowsOf({ properties = {}, $defs = {} }: Schema): Readonly<Record<string, readonly Row[]>> {
  const seen = new Map<string, string>()
  return Object.fromEntries(
    Object.entries(properties).map(([name, each]) => [name, rowsBelow(name, each, $defs, seen)]),
  )
}

/** @param seen where the properties of a section were listed first */
function rowsBelow(
  name: string,
  section: Schema,
  definitions: Readonly<Record<string, Schema>>,
  seen: Map<string, string>,
): readonly Row[] {
  const rows = new Map<string, { row: Row; types: Set<string> }>()
  const types = new Set<string>()
  const resolved = (schema: Schema): Schema => definitions[schema.$ref?.split('/').at(-1) ?? ''] ?? schema

  function add(row: Row, type: string) {
    const entry = rows.get(row.join('|')) ?? { row, types: new Set() }
    rows.set(row.join('|'), entry)
    entry.types.add(type)
    types.add(type)
  }

  function walk(path: string, reference: Schema, isRequired: boolean, type: string) {
    const schema = resolved(reference)
    const items = resolved(schema.items ?? schema)
    const below = schema.items ? `${path}[]` : path
    const first = firstPlace(items, below)
    const row = rowOf(path, schema.items ? { ...schema, items } : schema, isRequired)
    if (first !== below) return add(row.with(3, `${row[3]}; as in \`${first}\``), type)
    const isSectionAlways = schema.properties && schema.default !== undefined
    if (path !== name && !isSectionAlways) add(row, type)
    const alternatives = items.anyOf?.map(resolved).filter(each => each.properties) ?? []
    if (alternatives.length === 0) return walkProperties(below, items, type)
    add(rowOf(`${below}.type`, { enum: alternatives.map(typeOf), description: 'Which kind it is' }, true), type)
    for (const alternative of alternatives) walkProperties(below, alternative, String(typeOf(alternative)))
  }

  function walkProperties(path: string, schema: Schema, type: string) {
    for (const [key, each] of Object.entries(schema.properties ?? {})) {
      const isKind = key === 'type' && each.const !== undefined
      if (!isKind) walk(`${path}.${key}`, each, schema.required?.includes(key) ?? false, type)
    }
  }

  function firstPlace({ properties = {} }: Schema, path: string): string {
    if (Object.keys(properties).length < REPEATED_PROPERTIES) return path
    const content = JSON.stringify(properties)
    const first = seen.get(content) ?? path
    seen.set(content, first)
    return first
  }

  walk(name, section, false, '')
  return [...rows.values()].map(({ row, types: some }) => {
    const isOfSome = some.size < types.size - 1 && !some.has('')
    return isOfSome ? row.with(3, `${row[3]} (${[...some].join(', ')})`) : row
  })
}

const typeOf = ({ properties }: Schema): unknown => properties?.type?.const

function rowOf(path: string, schema: Schema, isRequired: boolean): Row {
  const byDefault = schema.default === undefined ? (isRequired ? 'has to be there' : 'none') : code(schema.default)
  const example = schema.examples?.[0]
  const is = schema.description?.replace(/\.$/, '') ?? ''
  return [`\`${path}\``, byDefault, valuesOf(schema), is, example === undefined ? '' : code(example)]
}

function valuesOf(schema: Schema): string {
  const { minimum, maximum, title, items, anyOf } = schema
  const [type] = [schema.type].flat()
  if (schema.enum) return schema.enum.map(code).join(', ')
  if (schema.const !== undefined) return code(schema.const)
  if (anyOf) return anyOf.map(valuesOf).join(', ')
  if (items) return items.properties || items.anyOf?.[0]?.properties ? 'list of sections' : `list of ${valuesOf(items)}`
  if (title) return title
  if (type === 'object' || schema.properties) return schema.patternProperties ? 'names and values' : 'section'
  if (type === 'boolean') return '`true`, `false`'
  if (type !== 'integer' && type !== 'number') return 'text'
  const bounds = [minimum === undefined ? '' : ` from ${minimum}`, maximum === undefined ? '' : ` to ${maximum}`]
  return `${type === 'integer' ? 'whole number' : 'number'}${bounds.join('')}`
}

const code = (value: unknown): string =>
  `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``
