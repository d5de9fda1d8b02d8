import { knownKeyBytes, knownKeys } from '../../limits.ts'
import { createKnownBytes, unknown } from '../known-bytes.ts'
import { textOf } from '../texts/text-of.ts'
import { type Judgement, looked } from './key-rules.ts'
import type { Verdict } from './verdict.ts'

/** Verdicts by the bytes of their keys, so that a known key is not decoded. The newest takes the place of another. */
export function createKnownKeys(judge: Judgement): (bytes: Uint8Array, start: number, end: number) => Verdict {
  const keys = createKnownBytes(knownKeys, knownKeyBytes)
  const verdicts: Verdict[] = new Array(knownKeys).fill(looked)

  function learn(bytes: Uint8Array, start: number, end: number): Verdict {
    const verdict = judge(textOf(bytes, start, end))
    const slot = keys.add(bytes, start, end)
    if (slot !== unknown) verdicts[slot] = verdict
    return verdict
  }

  return (bytes, start, end) => {
    const slot = keys.slotOf(bytes, start, end)
    return slot === unknown ? learn(bytes, start, end) : (verdicts[slot] ?? looked)
  }
}
