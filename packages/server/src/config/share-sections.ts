export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

/** A section whose schema is shorter stays where it is: a reference would save little, and reads worse. */
const sharedChars = 500

/** Keywords of which what is below has no name of its own. */
const unnamed = new Set(['properties', 'patternProperties', 'items', 'anyOf', '$defs'])

/** Sections that stand at several places, such as policies of sampling, are written once: a tenth of the file is left. */
export function shareSections({ $defs = {}, ...root }: JsonObject): JsonObject {
  const places = countSections({ ...root, $defs })
  const definitions: Record<string, Json> = { ...asObject($defs) }
  const names = new Map<string, string>()

  function shared(json: Json, name: string): Json {
    if (isList(json)) return json.map(each => shared(each, name))
    if (typeof json !== 'object' || json === null) return json
    const text = textOfSection(json)
    if (text === undefined || (places.get(text) ?? 0) < 2) return inside(json, name)
    const known = names.get(text) ?? freeName(name)
    if (!names.has(text)) {
      names.set(text, known)
      definitions[known] = inside(json, name)
    }
    return { $ref: `#/$defs/${known}` }
  }

  const inside = (json: JsonObject, name: string): JsonObject =>
    Object.fromEntries(Object.entries(json).map(([key, each]) => [key, shared(each, unnamed.has(key) ? name : key)]))

  function freeName(name: string): string {
    let free = name
    for (let number = 2; free in definitions || [...names.values()].includes(free); number++) free = `${name}${number}`
    return free
  }

  const schema = inside(root, '')
  return Object.keys(definitions).length === 0 ? schema : { ...schema, $defs: definitions }
}

function countSections(json: Json, places = new Map<string, number>()): ReadonlyMap<string, number> {
  if (typeof json !== 'object' || json === null) return places
  const text = textOfSection(json)
  if (text !== undefined) places.set(text, (places.get(text) ?? 0) + 1)
  for (const each of Object.values(json)) countSections(each, places)
  return places
}

function textOfSection(json: JsonObject | readonly Json[]): string | undefined {
  if (!('properties' in json)) return undefined
  const text = JSON.stringify(json)
  return text.length < sharedChars ? undefined : text
}

export const isList = (json: Json): json is readonly Json[] => Array.isArray(json)

export const asObject = (json: Json | undefined): JsonObject =>
  typeof json === 'object' && json !== null && !isList(json) ? json : {}
