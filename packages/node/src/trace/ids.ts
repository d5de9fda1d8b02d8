import { crypto } from '../builtins.ts'

let state0 = 0
let state1 = 0
let state2 = 0
let state3 = 0
let isSeeded = false

/**
 * A random word by xoshiro128** (Blackman and Vigna, 2018), seeded by the system when the first is asked for, and so not
 * repeated by processes that start from one snapshot. An id has to be unique and evenly spread, not a secret, and this is
 * cheaper than a pool that `crypto` fills. Signed, because V8 keeps 32-bit signed integers in fields without a box.
 */
export function randomWord(): number {
  if (!isSeeded) seed()
  const scrambled = Math.imul(rotateLeft(Math.imul(state1, 5), 7), 9)
  const shifted = state1 << 9
  state2 ^= state0
  state3 ^= state1
  state1 ^= state2
  state0 ^= state3
  state2 ^= shifted
  state3 = rotateLeft(state3, 11)
  return scrambled
}

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

function seed(): void {
  const [word0 = 0, word1 = 0, word2 = 0, word3 = 0] = crypto().randomFillSync(new Int32Array(4))
  state0 = word0
  state1 = word1
  state2 = word2
  // All zeros is the one state that it never leaves.
  state3 = word3 | 1
  isSeeded = true
}

/** Where digits are put together: a text made of parts would be copied again when it is written into a header. */
const digits = Buffer.alloc(32)

const DIGITS = Buffer.from('0123456789abcdef')

/** Writes eight lower-case hex digits. From a table: a branch for each digit is mispredicted half of the time. */
export function putWord(target: Uint8Array, word: number, offset: number): void {
  for (let i = 0; i < 8; i++) target[offset + i] = DIGITS[(word >>> (28 - 4 * i)) & 15] ?? 0
}

export function traceIdHex(w0: number, w1: number, w2: number, w3: number): string {
  putWord(digits, w0, 0)
  putWord(digits, w1, 8)
  putWord(digits, w2, 16)
  putWord(digits, w3, 24)
  return digits.toString('latin1', 0, 32)
}

export function spanIdHex(w0: number, w1: number): string {
  putWord(digits, w0, 0)
  putWord(digits, w1, 8)
  return digits.toString('latin1', 0, 16)
}

/** Eight lower-case hex digits from `offset`, or NaN where there is anything else (W3C ids are lower-case only). */
export function hexToWord(text: string, offset: number): number {
  let word = 0
  for (let i = offset; i < offset + 8; i++) {
    const code = text.charCodeAt(i)
    if (code >= 48 && code <= 57) word = (word << 4) | (code - 48)
    else if (code >= 97 && code <= 102) word = (word << 4) | (code - 87)
    else return Number.NaN
  }
  return word
}
