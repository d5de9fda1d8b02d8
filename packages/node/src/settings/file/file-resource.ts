import type { Attributes, AttributeValue } from '@opentelemetry/api'
import type { FileReader } from './file-reader.ts'

const PATH = 'resource.attributes'

/** Attributes with types, over those of the list, which are texts. */
export function fileResource(file: FileReader): Attributes {
  const attributes: Attributes = file.pairs('resource.attributes_list')
  for (const place of file.keys(PATH)) {
    const name = file.text(`${PATH}.${place}.name`)
    const value = attributeValue(file, `${PATH}.${place}`)
    if (name === undefined) file.complainOf(`${PATH}.${place}`, 'an attribute with a name', 'the others')
    if (name !== undefined && value !== undefined) attributes[name] = value
  }
  return attributes
}

const types = ['string', 'bool', 'int', 'double'] as const

function attributeValue(file: FileReader, path: string): AttributeValue | undefined {
  const value = file.value(`${path}.value`)
  if (value === undefined || value === null) return undefined
  const type = file.choice([`${path}.type`], [...types, ...types.map(each => `${each}_array` as const)], 'string')
  const isOfType = isOf[type.replace('_array', '')]
  const isList = type.endsWith('_array')
  const members: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (isList === Array.isArray(value) && isOfType !== undefined && members.every(isOfType))
    return value as AttributeValue
  file.complainOf(`${path}.value`, `of the type ${type}`, 'the other attributes')
  return undefined
}

const isOf: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: value => typeof value === 'string',
  bool: value => typeof value === 'boolean',
  int: Number.isSafeInteger,
  double: value => typeof value === 'number',
}
