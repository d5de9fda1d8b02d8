import assert from 'node:assert/strict'

/** What a text must have for a rule to be worth a try. */
export interface Needs {
  /** Characters of ASCII, each of which occurs; the rarest first. */
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

/** `needs` of each rule: any of them will do. Hot path: one of the first lines of what follows the pass ends most looks. */
export function createLook(needs: readonly (readonly Needs[])[]): Look {
  const all = needs.flatMap((ofOne, rule) =>
    ofOne.map(one => ({ chars: '', digitCount: 0, wordLength: 0, ...one, rule })),
  )
  const chars = [...new Set(all.flatMap(one => [...one.chars]))]
  assert(chars.length <= charsMax && needs.length <= rulesMax, 'more characters or rules than an integer has bits')
  const flagsOfBytes = Int32Array.from({ length: 256 }, (_, byte) => flagsOf(String.fromCharCode(byte), chars))
  const compiled = all.map(one => ({ ...one, flags: flagsTogether(one.chars, chars), bit: 1 << one.rule }))
  const rareFlags = flagsTogether(all.map(one => one.chars.slice(0, 1)).join(''), chars)
  const withoutChars = all.filter(one => one.chars === '')
  const shortestWord = Math.min(...withoutChars.map(one => one.wordLength || Infinity))
  const fewestDigits = Math.min(...withoutChars.map(one => (one.wordLength > 0 ? Infinity : one.digitCount)))
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
    if ((flags & rareFlags) === 0 && longestWord < shortestWord && digitCount < fewestDigits) return 0
    let hits = 0
    for (const one of compiled) {
      if ((flags & one.flags) !== one.flags) continue
      if (digitCount >= one.digitCount && longestWord >= one.wordLength) hits |= one.bit
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
