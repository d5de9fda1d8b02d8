import { textOf } from '../texts/text-of.ts'
import { ByteCursor, LENGTH } from './byte-cursor.ts'

/** The message around an attribute: other attributes in it tell how to read this one. */
export interface Siblings {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** The number of the field that holds the attributes. */
  readonly field: number
}

const firstFieldTag = (1 << 3) | LENGTH
const valueTag = (2 << 3) | LENGTH

const cursor = new ByteCursor()

/** The text of the attribute with this key. It is searched anew each time: few statements look as if they had literals. */
export function textOfSibling({ bytes, start, end, field }: Siblings, key: Uint8Array): string | undefined {
  const attributeTag = (field << 3) | LENGTH
  cursor.restart(bytes)
  cursor.moveTo(start)
  for (let pairEnd = enter(attributeTag, end); pairEnd !== none; pairEnd = enter(attributeTag, end)) {
    const pairStart = cursor.position
    const keyEnd = enter(firstFieldTag, pairEnd)
    if (isAt(key, bytes, cursor.position, keyEnd)) {
      cursor.moveTo(pairStart)
      const textEnd = enter(firstFieldTag, enter(valueTag, pairEnd))
      if (textEnd !== none) return textOf(bytes, cursor.position, textEnd)
    }
    cursor.moveTo(pairEnd)
  }
  return undefined
}

const none = -1

/** Moves into the next field with this tag and returns its end, or `none`. A failure moves to the end of all. */
function enter(wantedTag: number, end: number): number {
  while (cursor.position < end) {
    const tag = cursor.tag(end)
    if (tag === wantedTag) return cursor.fieldEnd(end)
    cursor.skip(tag, end)
  }
  return none
}

function isAt(part: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== part.length) return false
  for (let i = 0; i < part.length; i++) if (bytes[start + i] !== part[i]) return false
  return true
}
