import { hollowBelowBytes } from '../limits.ts'
import { FRACTION_TAG, INTEGER_TAG, KEY_TAG, TEXT_TAG, TRUTH_TAG, VALUE_TAG } from '../wire/attribute-tags.ts'
import type { ProtoReader } from '../wire/proto-reader.ts'
import { attributeWord } from './span-index.ts'

/**
 * Indexes an attribute as nearly all are: a key and then a text or a number, each length of one byte. Nothing is done, and false
 * returned, where it is any other, damaged ones included: those are read field by field. Half the time of an index.
 */
export function indexUsual(reader: ProtoReader, bytes: Uint8Array, ints: Int32Array, attribute: number): boolean {
  const length = reader.shortLength()
  if (length < hollowBelowBytes.keyValue) return false
  const key = reader.offset + 1
  const end = key + length
  const keyLength = bytes[key + 1] ?? 255
  const value = key + 2 + keyLength
  const content = value + 2
  const isUsual = bytes[key] === KEY_TAG && keyLength < 128 && content < end && bytes[value] === VALUE_TAG
  if (!isUsual || content + (bytes[value + 1] ?? 0) !== end) return false
  const kind = bytes[content] ?? 0
  const number = content + 1
  if (kind === TEXT_TAG) {
    const textLength = bytes[number] ?? 255
    if (textLength > 127 || number + 1 + textLength !== end) return false
    ints[attribute + attributeWord.value] = number
  } else if (kind === INTEGER_TAG) {
    if (!isVarint(bytes, number, end)) return false
    ints[attribute + attributeWord.value] = number
  } else if (kind === TRUTH_TAG) {
    if (number + 1 !== end || (bytes[number] ?? 255) > 127) return false
    ints[attribute + attributeWord.value] = bytes[number] === 0 ? 0 : 1
  } else if (kind === FRACTION_TAG) {
    if (number + 8 !== end) return false
    ints[attribute + attributeWord.value] = number
  } else return false
  ints[attribute + attributeWord.key] = key + 1
  const field = kind >>> 3
  ints[attribute + attributeWord.kind] = field
  reader.moveTo(end, field)
  return true
}

/** Whether `[start, end)` is one. */
function isVarint(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while ((bytes[at] ?? 0) > 127) at++
  return at + 1 === end && end - start <= 9
}
