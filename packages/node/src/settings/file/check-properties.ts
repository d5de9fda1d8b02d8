import type { FileReader } from './file-reader.ts'

/**
 * What may stand at a place: a value that is read; one that is valid and changes nothing here, unless it is empty; one
 * whose name alone asks for something, such as an exporter; one that this is no place to judge; a list; or a mapping, in
 * which `*` stands for all other names.
 */
export type Properties =
  | 'read'
  | 'unsupported'
  | 'unsupported name'
  | 'unjudged'
  | readonly [Properties]
  | { readonly [key: string]: Properties }

/** A sentence for everything in the file that nobody will ask for. */
export function complainOfProperties(file: FileReader, properties: Properties, path = ''): void {
  const value = file.value(path)
  // What is empty means the default.
  const isEmpty = value === undefined || value === null
  if (properties === 'unsupported name') file.complainOf(path, 'supported', 'none of it')
  else if (isEmpty || properties === 'unjudged') return
  else if (properties === 'unsupported') file.complainOf(path, 'supported', 'the default')
  else if (kindOf(value) !== kindFor(properties)) file.complainOf(path, kindFor(properties), 'the default')
  else for (const key of file.keys(path)) complainOfProperty(file, properties, path, key)
}

function complainOfProperty(file: FileReader, properties: Properties, path: string, key: string): void {
  const below = path === '' ? key : `${path}.${key}`
  const known = propertyIn(properties, key)
  if (known === undefined) file.complainOf(below, 'a property of the format', 'the others')
  else complainOfProperties(file, known, below)
}

function propertyIn(properties: Properties, key: string): Properties | undefined {
  if (typeof properties === 'string') return undefined
  if (isList(properties)) return properties[0]
  return Object.hasOwn(properties, key) ? properties[key] : properties['*']
}

const isList = (properties: Properties): properties is readonly [Properties] => Array.isArray(properties)

const kindFor = (properties: Properties): string =>
  properties === 'read' ? 'a single value' : isList(properties) ? 'a list' : 'a mapping'

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a mapping' : 'a single value'
