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

/**
 * `needs` of each rule: any of them will do. Hot path: the pass over all bytes notes which characters there are, and nothing
 * else. What takes more is only done where those are there that a rule needs, and the text is long enough.
 */
export function createLook(needs: readonly (readonly Needs[])[]): Look {
  const all = needs.flatMap((ofOne, rule) =>
    ofOne.map(one => ({ chars: '', digitCount: 0, wordLength: 0, ...one, bit: 1 << rule })),
  )
  const chars = [...new Set(all.flatMap(one => [...one.chars]))]
  assert(chars.length <= charsMax && needs.length <= rulesMax, 'more characters or rules than an integer has bits')
  const flagsOfBytes = Int32Array.from({ length: 256 }, (_, byte) => flagsOf(String.fromCharCode(byte), chars))
  const rareFlags = flagsTogether(all.map(one => one.chars.slice(0, 1)).join(''), chars)
  const compiled = all.map(one => ({
    ...one,
    flags: flagsTogether(one.chars, chars) | (one.digitCount > 0 ? digitFlag : 0),
    bytesMin: Math.max(one.digitCount, one.wordLength),
  }))
  const withoutChars = compiled.filter(one => one.chars === '')
  return (bytes, start, end) => {
    let flags = 0
    for (let i = start; i < end; i++) flags |= flagsOfBytes[bytes[i] ?? 0] ?? 0
    let hits = 0
    let digitCount = -1
    for (const one of (flags & rareFlags) === 0 ? withoutChars : compiled) {
      if ((flags & one.flags) !== one.flags || end - start < one.bytesMin) continue
      if (one.digitCount > 1) {
        if (digitCount < 0) digitCount = digitsIn(flagsOfBytes, bytes, start, end)
        if (digitCount < one.digitCount) continue
      }
      if (one.wordLength > 0 && !hasWord(flagsOfBytes, bytes, start, end, one.wordLength)) continue
      hits |= one.bit
    }
    return hits
  }
}

/** From behind, so that most bytes of short words are passed over: where a word is too short, none in it begins earlier. */
function hasWord(flagsOfBytes: Int32Array, bytes: Uint8Array, start: number, end: number, length: number): boolean {
  let first = start
  while (first + length <= end) {
    let i = first + length - 1
    while (i >= first && ((flagsOfBytes[bytes[i] ?? 0] ?? 0) & wordFlag) !== 0) i--
    if (i < first) return true
    first = i + 1
  }
  return false
}

function digitsIn(flagsOfBytes: Int32Array, bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) count += (flagsOfBytes[bytes[i] ?? 0] ?? 0) >>> 30
  return count
}

function flagsOf(char: string, chars: readonly string[]): number {
  const flags = flagsTogether(char, chars)
  if (/[0-9]/.test(char)) return flags | wordFlag | digitFlag
  return /[A-Za-z_-]/.test(char) ? flags | wordFlag : flags
}

const flagsTogether = (some: string, chars: readonly string[]): number =>
  [...some].reduce((flags, char) => (chars.includes(char) ? flags | (1 << chars.indexOf(char)) : flags), 0)
