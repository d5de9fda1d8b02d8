import { knownKeyBytes, knownKeys } from '../../limits.ts'
import type { Judgement } from './key-rules.ts'
import type { Verdict } from './verdict.ts'

/** Slots that a key may be in, beginning with that of its hash. */
const slotsTried = 4

interface KnownKey {
  readonly bytes: Uint8Array
  readonly verdict: Verdict
}

/** Verdicts by the bytes of their keys, so that a known key is not decoded. The newest takes the place of another. */
export function createKnownKeys(judge: Judgement): (bytes: Uint8Array, start: number, end: number) => Verdict {
  const slots: (KnownKey | undefined)[] = new Array(knownKeys).fill(undefined)
  let turn = 0

  function learn(bytes: Uint8Array, start: number, end: number, slot: number): Verdict {
    const own = bytes.slice(start, end)
    const verdict = judge(decoder.decode(own))
    if (own.length <= knownKeyBytes) slots[(slot + (turn++ % slotsTried)) % knownKeys] = { bytes: own, verdict }
    return verdict
  }

  return (bytes, start, end) => {
    const slot = hashOf(bytes, start, end) % knownKeys
    for (let i = 0; i < slotsTried; i++) {
      const known = slots[(slot + i) % knownKeys]
      if (known !== undefined && isSame(known.bytes, bytes, start, end)) return known.verdict
    }
    return learn(bytes, start, end, slot)
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Of the length and a few bytes: keys of one service differ early or late, and a comparison follows anyway. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  const step = Math.max(1, (end - start) >> 2)
  for (let i = end - 1; i >= start; i -= step) hash = (Math.imul(hash, 31) + (bytes[i] ?? 0)) | 0
  return hash >>> 0
}

function isSame(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (key.length !== end - start) return false
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[start + i]) return false
  return true
}
