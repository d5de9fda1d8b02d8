import { hollowBelowBytes } from '../limits.ts'
import type { ProtoReader } from '../wire/proto-reader.ts'
import { attributeWord } from './span-index.ts'

/** The tags of `KeyValue.key` and `KeyValue.value`, and of the fields of `AnyValue` (common/v1/common.proto). */
const KEY = 0x0a
const VALUE = 0x12
const TEXT = 0x0a
const TRUTH = 0x10
const INTEGER = 0x18
const FRACTION = 0x21

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
  const isUsual = bytes[key] === KEY && keyLength < 128 && content < end && bytes[value] === VALUE
  if (!isUsual || content + (bytes[value + 1] ?? 0) !== end) return false
  const kind = bytes[content] ?? 0
  const number = content + 1
  if (kind === TEXT) {
    const textLength = bytes[number] ?? 255
    if (textLength > 127 || number + 1 + textLength !== end) return false
    ints[attribute + attributeWord.value] = number
  } else if (kind === INTEGER) {
    if (!isVarint(bytes, number, end)) return false
    ints[attribute + attributeWord.value] = number
  } else if (kind === TRUTH) {
    if (number + 1 !== end || (bytes[number] ?? 255) > 127) return false
    ints[attribute + attributeWord.value] = bytes[number] === 0 ? 0 : 1
  } else if (kind === FRACTION) {
    if (number + 8 !== end) return false
    ints[attribute + attributeWord.value] = number
  } else return false
  ints[attribute + attributeWord.key] = key + 1
  ints[attribute + attributeWord.kind] = kind >>> 3
  reader.moveTo(end)
  return true
}

/** Whether `[start, end)` is one. */
function isVarint(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while ((bytes[at] ?? 0) > 127) at++
  return at + 1 === end && end - start <= 9
}
