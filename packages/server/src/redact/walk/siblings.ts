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

/** The text of the attribute with this key. It is searched anew each time: statements with literals in them are few. */
export function textOfSibling({ bytes, start, end, field }: Siblings, key: string): string | undefined {
  const keyBytes = Buffer.from(key)
  for (const attribute of fieldsOf(bytes, start, end, (field << 3) | LENGTH)) {
    const [itsKey] = fieldsOf(attribute, 0, attribute.length, firstFieldTag)
    if (itsKey === undefined || !keyBytes.equals(itsKey)) continue
    const [value = nothing] = fieldsOf(attribute, 0, attribute.length, valueTag)
    const [text] = fieldsOf(value, 0, value.length, firstFieldTag)
    if (text !== undefined) return Buffer.from(text).toString('utf8')
  }
  return undefined
}

const nothing = new Uint8Array(0)

/** The contents of all fields with this tag. */
function* fieldsOf(bytes: Uint8Array, start: number, end: number, wantedTag: number): Generator<Uint8Array> {
  const cursor = new ByteCursor()
  cursor.restart(bytes)
  cursor.moveTo(start)
  while (cursor.position < end) {
    const tag = cursor.tag(end)
    if (tag !== wantedTag) cursor.skip(tag, end)
    else {
      const fieldEnd = cursor.fieldEnd(end)
      if (cursor.failure === undefined) yield bytes.subarray(cursor.position, fieldEnd)
      cursor.moveTo(fieldEnd)
    }
  }
}
