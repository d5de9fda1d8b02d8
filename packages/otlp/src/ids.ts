import type { SpanId, TraceId } from './model/common.ts'

const NOT_A_DIGIT = 16

/** The value of each ASCII code as a hex digit in either case; `NOT_A_DIGIT` where it is none. */
const digitValues = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(digit) ? NOT_A_DIGIT : digit
})

const byteDigits: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** The value of the hex digit at `index`, or a number above 15 where there is none. */
export const hexDigitAt = (text: string, index: number): number => digitValues[text.charCodeAt(index)] ?? NOT_A_DIGIT

export function isHex(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (hexDigitAt(text, i) === NOT_A_DIGIT) return false
  return true
}

/** Lower-case digits, two a byte. */
export function bytesToHex(bytes: Uint8Array): string {
  let digits = ''
  for (const byte of bytes) digits += byteDigits[byte]
  return digits
}

/** The bytes of an even number of hex digits in either case; `undefined` where `text` is something else. */
export function hexToBytes(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !isHex(text)) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = (hexDigitAt(text, 2 * i) << 4) | hexDigitAt(text, 2 * i + 1)
  return bytes
}

/** 32 lower-case hex digits, not all of them zero (W3C Trace Context, `trace-id`). */
export const isValidTraceId = (text: string): text is TraceId => isId(text, 32)

/** 16 lower-case hex digits, not all of them zero (W3C Trace Context, `parent-id`). */
export const isValidSpanId = (text: string): text is SpanId => isId(text, 16)

function isId(text: string, digitCount: number): boolean {
  if (text.length !== digitCount) return false
  let allZero = true
  for (let i = 0; i < digitCount; i++) {
    const code = text.charCodeAt(i)
    const isLowerCaseDigit = (code >= 48 && code <= 57) || (code >= 97 && code <= 102)
    if (!isLowerCaseDigit) return false
    if (code !== 48) allZero = false
  }
  return !allZero
}
