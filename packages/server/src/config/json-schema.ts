import { ConfigSchema } from './schema.ts'
import { asObject, isList, type Json, type JsonObject, shareSections } from './share-sections.ts'

/** The schema as editors read it, of JSON Schema 2020-12: there, what has a default may be left out. */
export function jsonSchema(): JsonObject {
  const definitions: Record<string, Json> = {}
  const schema = asObject(portable(JSON.parse(JSON.stringify(ConfigSchema)), definitions))
  return shareSections({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema, $defs: definitions })
}

/** Definitions move to the top, where every tool finds them by the same reference. */
function portable(json: Json, definitions: Record<string, Json>): Json {
  if (isList(json)) return json.map(each => portable(each, definitions))
  if (typeof json !== 'object' || json === null) return json
  const { $defs, $id: _, ...rest } = json
  for (const [name, each] of Object.entries(asObject($defs))) definitions[name] = portable(each, definitions)
  const object = Object.fromEntries(Object.entries(rest).map(([key, each]) => [key, portable(each, definitions)]))
  if (typeof object.$ref === 'string') return { ...object, $ref: `#/$defs/${object.$ref}` }
  return object.type === 'object' && 'properties' in object ? closed(object) : referable(object)
}

/** Where a value is not any text, a reference such as `${PORT}` may stand for it, and an editor sees no more than that. */
function referable(schema: JsonObject): Json {
  const { type, pattern } = schema
  if (typeof pattern === 'string') return { ...schema, pattern: `${pattern}|${reference}` }
  // A pattern is asked of texts alone, and bounds of numbers alone.
  if (type === 'boolean' || type === 'integer' || type === 'number')
    return { ...schema, type: [type, 'string'], pattern: reference }
  return schema
}

const reference = '\\$\\{'

/** Other names than those listed are refused, as `problemsOf` does. */
function closed({ required = [], ...object }: JsonObject): Json {
  const properties = asObject(object.properties)
  const names = isList(required) ? required.filter(name => !('default' in asObject(properties[String(name)]))) : []
  return { ...object, ...(names.length > 0 && { required: names }), additionalProperties: false }
}
