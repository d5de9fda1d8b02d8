// `Uint8Array.fromBase64` is younger than Node 24, and `atob` would take a text of one character a byte in between.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const NOT_A_DIGIT = 64

/** The value of each ASCII code, in the ordinary and in the URL-safe alphabet: readers of proto3 JSON take both. */
const digitValues = new Uint8Array(128).fill(NOT_A_DIGIT)
for (let value = 0; value < 64; value++) digitValues[alphabet.charCodeAt(value)] = value
digitValues[45 /* - */] = 62
digitValues[95 /* _ */] = 63

const digitAt = (text: string, index: number): number => digitValues[text.charCodeAt(index)] ?? NOT_A_DIGIT

/** Padding may be missing; `undefined` where `text` is no base64. */
export function base64ToBytes(text: string): Uint8Array | undefined {
  const digitCount = withoutPadding(text)
  if (digitCount % 4 === 1) return undefined
  const bytes = new Uint8Array(Math.floor((digitCount * 3) / 4))
  let bits = 0
  let length = 0
  for (let i = 0; i < digitCount; i++) {
    const digit = digitAt(text, i)
    if (digit === NOT_A_DIGIT) return undefined
    bits = ((bits << 6) | digit) & 0xffffff
    const spareBits = ((i + 1) * 6) % 8
    if (spareBits !== 6) bytes[length++] = bits >>> spareBits
  }
  return bytes
}

/** How many characters stand before at most two `=`. */
function withoutPadding(text: string): number {
  if (text.endsWith('==')) return text.length - 2
  return text.endsWith('=') ? text.length - 1 : text.length
}

/** The ordinary alphabet, padded. */
export function bytesToBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += digit(bits >>> 18) + digit(bits >>> 12)
    text += i + 1 < bytes.length ? digit(bits >>> 6) : '='
    text += i + 2 < bytes.length ? digit(bits) : '='
  }
  return text
}

const digit = (bits: number): string => alphabet.charAt(bits & 63)
