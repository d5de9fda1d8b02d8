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

type Row = readonly [name: string, byDefault: string, values: string, is: string, example: string]

/** How many properties a section has for which a table refers to the same one further up instead of repeating it. */
const REPEATED_PROPERTIES = 4

/** A row for each setting below a section; of alternatives with a `type`, each says in which it is. */
export function rowsOf(name: string, section: Schema): readonly Row[] {
  const rows = new Map<string, { row: Row; types: Set<string> }>()
  const seen = new Map<string, string>()
  const typesOfAll = new Set<string>()

  function add(row: Row, type: string) {
    const entry = rows.get(row.join('|')) ?? { row, types: new Set() }
    rows.set(row.join('|'), entry)
    entry.types.add(type)
    typesOfAll.add(type)
  }

  function walk(path: string, schema: Schema, isRequired: boolean, type: string) {
    const items = schema.items ?? schema
    const alternatives = items.anyOf?.filter(each => each.properties) ?? [items]
    const below = schema.items ? `${path}[]` : path
    if (path !== name && (schema.default === undefined || schema.items || !schema.properties)) {
      add(rowOf(path, schema, isRequired), type)
    }
    for (const { properties = {}, required = [] } of alternatives) {
      const content = JSON.stringify(properties)
      const first = seen.get(content) ?? below
      seen.set(content, first)
      if (first !== below && Object.keys(properties).length >= REPEATED_PROPERTIES) {
        add([`\`${below}.…\``, '', '', `the same as in \`${first}\``, ''], type)
        continue
      }
      const own = String(properties.type?.const ?? type)
      for (const [key, each] of Object.entries(properties)) walk(`${below}.${key}`, each, required.includes(key), own)
    }
  }

  walk(name, section, false, '')
  return [...rows.values()].map(({ row: [path, byDefault, values, is, example], types }) => {
    const isOfSome = types.size < typesOfAll.size && !types.has('')
    return [path, byDefault, values, isOfSome ? `${is} (${[...types].join(', ')})` : is, example]
  })
}

function rowOf(path: string, schema: Schema, isRequired: boolean): Row {
  const byDefault = schema.default === undefined ? (isRequired ? 'has to be there' : 'none') : code(schema.default)
  const example = schema.examples?.[0]
  const is = schema.description?.replace(/\.$/, '') ?? ''
  return [`\`${path}\``, byDefault, valuesOf(schema), is, example === undefined ? '' : code(example)]
}

function valuesOf(schema: Schema): string {
  const { type, minimum, maximum, title, items, anyOf } = schema
  if (schema.enum) return schema.enum.map(code).join(', ')
  if (schema.const !== undefined) return code(schema.const)
  if (anyOf) return anyOf.map(valuesOf).join(', ')
  if (items) return items.properties || items.anyOf?.[0]?.properties ? 'list of sections' : `list of ${valuesOf(items)}`
  if (title) return title
  if (type === 'object') return schema.patternProperties ? 'names and values' : 'section'
  if (type === 'boolean') return '`true`, `false`'
  if (type !== 'integer' && type !== 'number') return 'text'
  const bounds = [minimum === undefined ? '' : ` from ${minimum}`, maximum === undefined ? '' : ` to ${maximum}`]
  return `${type === 'integer' ? 'whole number' : 'number'}${bounds.join('')}`
}

const code = (value: unknown): string =>
  `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``
