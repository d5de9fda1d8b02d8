import { knownKeyBytes, knownKeys } from '../../limits.ts'
import { textOf } from '../texts/texts.ts'
import { type Judgement, looked } from './key-rules.ts'
import type { Verdict } from './verdict.ts'

/** Slots that a key may be in, beginning with that of its hash. */
const slotsTried = 4
/** Of a number of slots that is a power of two: the remainder of a large number takes longer than all the rest. */
const slotMask = knownKeys - 1

/**
 * Verdicts by the bytes of their keys, so that a known key is not decoded. The newest takes the place of another.
 * Hot path: all keys lie in one array, each with the same room, since three objects a key were twice as slow.
 */
export function createKnownKeys(judge: Judgement): (bytes: Uint8Array, start: number, end: number) => Verdict {
  const keys = new Uint8Array(knownKeys * knownKeyBytes)
  const lengths = new Int32Array(knownKeys).fill(-1)
  const verdicts: Verdict[] = new Array(knownKeys).fill(looked)
  let turn = 0

  function isIn(slot: number, bytes: Uint8Array, start: number, length: number): boolean {
    if (lengths[slot] !== length) return false
    const first = slot * knownKeyBytes
    for (let i = 0; i < length; i++) if (keys[first + i] !== bytes[start + i]) return false
    return true
  }

  function learn(bytes: Uint8Array, start: number, end: number, hash: number): Verdict {
    const verdict = judge(textOf(bytes, start, end))
    const slot = (hash + (turn++ % slotsTried)) & slotMask
    if (end - start > knownKeyBytes) return verdict
    keys.set(bytes.subarray(start, end), slot * knownKeyBytes)
    lengths[slot] = end - start
    verdicts[slot] = verdict
    return verdict
  }

  return (bytes, start, end) => {
    const hash = hashOf(bytes, start, end)
    for (let i = 0; i < slotsTried; i++) {
      const slot = (hash + i) & slotMask
      if (isIn(slot, bytes, start, end - start)) return verdicts[slot] ?? looked
    }
    return learn(bytes, start, end, hash)
  }
}

/** Of the length and a few bytes: keys of one service differ early or late, and a comparison follows anyway. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  const step = Math.max(1, (end - start) >> 2)
  for (let i = end - 1; i >= start; i -= step) hash = (Math.imul(hash, 31) + (bytes[i] ?? 0)) | 0
  return hash ^ (hash >>> 15)
}
