import type { KeyValue } from '@throughline/otlp'
import { type Codec, list, uint8 } from '../rowbinary/codecs.ts'
import { textOfValue, valueCodes, valueOfText } from './any-value.ts'

/** Attributes as the exporter's tables hold them. A ClickHouse Map is a list of pairs: order and equal keys survive. */
export const attributeTexts: Codec<readonly KeyValue[], readonly (readonly [key: string, text: string])[]> = {
  type: 'Map(LowCardinality(String), String)',
  write(out, attributes) {
    out.varint(attributes.length)
    for (const { key, value } of attributes) {
      out.text(key)
      out.text(textOfValue(value))
    }
  },
  read: from => Array.from({ length: from.varint() }, () => [from.text(), from.text()] as const),
}

const codes = list(uint8)

/** The types that the texts lost, in the same order; nothing at all when every value is a string, as most lists are. */
export const attributeTypes: Codec<readonly KeyValue[], readonly number[]> = {
  type: codes.type,
  write(out, attributes) {
    if (attributes.every(({ value }) => value.kind === 'string')) return out.varint(0)
    out.varint(attributes.length)
    for (const { value } of attributes) out.uint8(valueCodes[value.kind])
  },
  read: codes.read,
}

export const attributesOf = (
  texts: readonly (readonly [key: string, text: string])[],
  types: readonly number[],
): readonly KeyValue[] =>
  texts.map(([key, text], at) => ({ key, value: valueOfText(types[at] ?? valueCodes.string, text) }))
