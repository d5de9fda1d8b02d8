const { charCodeAt } = String.prototype

/**
 * `text.charCodeAt(index)`, for hot loops. A method of a text is looked up by how V8 holds the text, of which there are a
 * dozen ways: code that has met more than four looks for it anew each time, which takes longer than all the rest of a loop.
 */
export const unitAt = (text: string, index: number): number => charCodeAt.call(text, index)

/** `text.length` in the same way: of the sum of two texts, V8 knows that it is a text, and reads the length of that. */
export const lengthOf = (text: string): number => (EMPTY + text).length
const EMPTY = ''

/** Encodes `text` at `start` and returns the end. The caller has made sure of three bytes a UTF-16 unit. */
export function encodeUtf8Loop(text: string, target: Uint8Array, start: number): number {
  const length = lengthOf(text)
  let position = start
  for (let i = 0; i < length; i++) {
    const unit = unitAt(text, i)
    if (unit > 127) return encodeWideUtf8(text, i, target, position)
    target[position++] = unit
  }
  return position
}

function encodeWideUtf8(text: string, from: number, target: Uint8Array, start: number): number {
  let position = start
  for (let i = from; i < text.length; i++) {
    const codePoint = codePointAt(text, i)
    if (codePoint < 0x80) target[position++] = codePoint
    else if (codePoint < 0x800) {
      target[position++] = 0xc0 | (codePoint >> 6)
      target[position++] = 0x80 | (codePoint & 63)
    } else if (codePoint < 0x10000) {
      target[position++] = 0xe0 | (codePoint >> 12)
      target[position++] = 0x80 | ((codePoint >> 6) & 63)
      target[position++] = 0x80 | (codePoint & 63)
    } else {
      i++
      target[position++] = 0xf0 | (codePoint >> 18)
      target[position++] = 0x80 | ((codePoint >> 12) & 63)
      target[position++] = 0x80 | ((codePoint >> 6) & 63)
      target[position++] = 0x80 | (codePoint & 63)
    }
  }
  return position
}

const isSurrogate = (codePoint: number): boolean => codePoint >= 0xd800 && codePoint <= 0xdfff

/** U+FFFD stands for a surrogate without its partner: UTF-8 has no bytes for it. */
function codePointAt(text: string, index: number): number {
  const codePoint = text.codePointAt(index) ?? 0xfffd
  return isSurrogate(codePoint) ? 0xfffd : codePoint
}
