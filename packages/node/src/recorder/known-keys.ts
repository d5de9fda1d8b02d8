import { encodeUtf8Loop, KEY_TAG, lengthOf, unitAt } from '@throughline/otlp'
import { knownKeySlots, maxKnownKeyChars } from '../limits.ts'

/** A key as it goes out, with its tag and length before it. */
interface KnownKey {
  readonly key: string
  readonly byteCount: number
  /** The same bytes, four in a word, the lowest first; the last may have some to spare. */
  readonly words: Int32Array
}

const headBytes = 2

const known: (KnownKey | undefined)[] = new Array(knownKeySlots).fill(undefined)
const lastMissed: string[] = new Array(knownKeySlots).fill('')

/**
 * Writes a key of at most 127 bytes with its tag and length, and returns where it ends; up to three bytes behind that are
 * written, too.
 *
 * Keys are the same few all the time, and those are copied by words: to read a text one character at a time, each of which V8
 * looks for anew, is most of what an attribute costs. A key is remembered when it comes a second time and no other has come
 * to its slot in between, so that of keys which an app makes up for each span nothing is encoded in vain, and the last is held.
 *
 * Hot path: bench/manual-span.
 */
export function writeKey(target: Uint8Array, view: DataView, key: string, start: number): number {
  const length = lengthOf(key)
  if (length === 0 || length > maxKnownKeyChars) return encodeKey(target, key, start)
  const slot = (7 * length + unitAt(key, length - 1)) & (knownKeySlots - 1)
  const found = known[slot]
  if (found === undefined || found.key !== key) return writeUnknown(target, key, start, slot)
  const { words, byteCount } = found
  for (let i = 0; i < words.length; i++) view.setInt32(start + 4 * i, words[i] ?? 0, true)
  return start + byteCount
}

function writeUnknown(target: Uint8Array, key: string, start: number, slot: number): number {
  const end = encodeKey(target, key, start)
  if (lastMissed[slot] === key) known[slot] = { key, byteCount: end - start, words: wordsOf(target.slice(start, end)) }
  else lastMissed[slot] = key
  return end
}

function encodeKey(target: Uint8Array, key: string, start: number): number {
  const end = encodeUtf8Loop(key, target, start + headBytes)
  target[start] = KEY_TAG
  target[start + 1] = end - start - headBytes
  return end
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const padded = new Uint8Array(bytes.length + (-bytes.length & 3))
  padded.set(bytes)
  const view = new DataView(padded.buffer)
  return Int32Array.from({ length: padded.length / 4 }, (_, i) => view.getInt32(4 * i, true))
}
