import { emptyValue } from '../drafts/common.ts'
import type { AnyValue } from '../model/common.ts'
import { utf8Decoder } from '../wire/proto-reader.ts'
import { int64At, lengthAt, payloadAt, startAt } from '../wire/read-at.ts'
import { attributeWord, type SpanIndex, wordOf } from './span-index.ts'

const utf8Encoder = new TextEncoder()

/** Number of the first attribute of the span's that has this key; −1 where none has. `key` is UTF-8. */
export function findAttribute(index: SpanIndex, first: number, count: number, key: Uint8Array): number {
  const { attributes, bytes } = index
  for (let attribute = first; attribute < first + count; attribute++) {
    if (isAt(bytes, wordOf(attributes, attribute, attributeWord.key), key)) return attribute
  }
  return -1
}

/** Encodes each key once: who asks for one asks for it of every span. */
export function keyEncoder(): (key: string) => Uint8Array {
  const known = new Map<string, Uint8Array>()
  return key => {
    const encoded = known.get(key) ?? utf8Encoder.encode(key)
    known.set(key, encoded)
    return encoded
  }
}

function isAt(bytes: Uint8Array, ref: number, key: Uint8Array): boolean {
  if (lengthAt(bytes, ref) !== key.length) return false
  const start = startAt(bytes, ref)
  for (let i = 0; i < key.length; i++) if (bytes[start + i] !== key[i]) return false
  return true
}

/** The value of a span's attribute as `readTracesProto` would have it. */
export function valueOfAttribute({ bytes, attributes, lists }: SpanIndex, attribute: number): AnyValue {
  const value = wordOf(attributes, attribute, attributeWord.value)
  switch (wordOf(attributes, attribute, attributeWord.kind)) {
    case 1:
      return { kind: 'string', value: utf8Decoder.decode(payloadAt(bytes, value)) }
    case 2:
      return { kind: 'bool', value: value !== 0 }
    case 3:
      return { kind: 'int', value: int64At(bytes, value) }
    case 4:
      return { kind: 'double', value: new DataView(bytes.buffer, bytes.byteOffset).getFloat64(value, true) }
    case 7:
      return { kind: 'bytes', value: payloadAt(bytes, value) }
    case 5:
    case 6:
      return lists[value] ?? emptyValue
    default:
      return emptyValue
  }
}
