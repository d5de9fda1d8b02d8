import assert from 'node:assert/strict'

/** What a text must have for a rule to be worth a try. */
export interface Needs {
  /** Characters of ASCII, each of which occurs. */
  readonly chars?: string
  /** Digits at least, together or apart. */
  readonly digitCount?: number
  /** Letters, digits, `-` and `_` in a row at least. */
  readonly wordLength?: number
}

/** A bit for each rule that may hit, by one pass over the bytes of a text. */
export type Look = (bytes: Uint8Array, start: number, end: number) => number

const digitFlag = 1 << 30
const wordFlag = 1 << 29
/** The bits of an integer that are left for characters, and those that there are for rules. */
const charsMax = 29
const rulesMax = 31

/** `needs` of each rule: any of them will do. */
export function createLook(needs: readonly (readonly Needs[])[]): Look {
  const all = needs.flatMap((ofOne, rule) => ofOne.map(one => ({ ...one, rule })))
  const chars = [...new Set(all.flatMap(({ chars = '' }) => [...chars]))]
  assert(chars.length <= charsMax && needs.length <= rulesMax, 'more characters or rules than an integer has bits')
  const flagsOfBytes = Int32Array.from({ length: 256 }, (_, byte) => flagsOf(String.fromCharCode(byte), chars))
  const flagsNeeded = Int32Array.from(all, ({ chars: own = '' }) => flagsTogether(own, chars))
  const digitsNeeded = Int32Array.from(all, ({ digitCount = 0 }) => digitCount)
  const wordNeeded = Int32Array.from(all, ({ wordLength = 0 }) => wordLength)
  const ruleBits = Int32Array.from(all, ({ rule }) => 1 << rule)
  return (bytes, start, end) => {
    let flags = 0
    let digitCount = 0
    let wordLength = 0
    let longestWord = 0
    for (let i = start; i < end; i++) {
      const flagsOfByte = flagsOfBytes[bytes[i] ?? 0] ?? 0
      flags |= flagsOfByte
      digitCount += flagsOfByte >>> 30
      wordLength = (flagsOfByte & wordFlag) === 0 ? 0 : wordLength + 1
      if (wordLength > longestWord) longestWord = wordLength
    }
    let hits = 0
    for (let i = 0; i < ruleBits.length; i++) {
      const needed = flagsNeeded[i] ?? 0
      if ((flags & needed) !== needed) continue
      if (digitCount >= (digitsNeeded[i] ?? 0) && longestWord >= (wordNeeded[i] ?? 0)) hits |= ruleBits[i] ?? 0
    }
    return hits
  }
}

function flagsOf(char: string, chars: readonly string[]): number {
  const flags = flagsTogether(char, chars)
  if (/[0-9]/.test(char)) return flags | wordFlag | digitFlag
  return /[A-Za-z_-]/.test(char) ? flags | wordFlag : flags
}

const flagsTogether = (some: string, chars: readonly string[]): number =>
  [...some].reduce((flags, char) => (chars.includes(char) ? flags | (1 << chars.indexOf(char)) : flags), 0)
