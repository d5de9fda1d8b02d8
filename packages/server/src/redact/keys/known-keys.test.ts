import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { knownKeyBytes, knownKeys } from '../../limits.ts'
import { looked } from './key-rules.ts'
import { createKnownKeys } from './known-keys.ts'
import type { Verdict } from './verdict.ts'

/** Verdicts that are each a key's own, and how often a key was judged. */
function judged() {
  const verdicts = new Map<string, Verdict>()
  let judgedCount = 0
  const verdictOf = createKnownKeys(key => {
    judgedCount++
    const verdict = verdicts.get(key) ?? { ...looked }
    verdicts.set(key, verdict)
    return verdict
  })
  const ask = (key: string) => verdictOf(Buffer.from(`[${key}]`), 1, 1 + Buffer.byteLength(key))
  return { ask, verdicts, judgedCount: () => judgedCount }
}

describe('known keys', () => {
  it('are judged once, up to the greatest length', () => {
    const { ask, judgedCount } = judged()
    const longest = 'k'.repeat(knownKeyBytes)
    assert.equal(ask(longest), ask(longest))
    assert.equal(judgedCount(), 1)
    assert.equal(ask(`${longest}k`), ask(`${longest}k`))
    assert.equal(judgedCount(), 3)
  })

  it('stay what they are when the memory that they were read from gets another content', () => {
    const verdictOf = createKnownKeys(key => ({ ...looked, isIgnored: key === 'ignored' }))
    const bytes = Buffer.from('ignored')
    assert.ok(verdictOf(bytes, 0, bytes.length).isIgnored)
    bytes.write('another')
    assert.ok(!verdictOf(bytes, 0, bytes.length).isIgnored)
  })

  it('never get the verdict of another, however many there are', () => {
    const { ask, verdicts } = judged()
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 2 * knownKeys; i++) assert.equal(ask(`a.key.${i}`), verdicts.get(`a.key.${i}`))
    }
  })

  it('forget others where there are too many', () => {
    const { ask, judgedCount } = judged()
    for (let i = 0; i <= knownKeys; i++) ask(`a.key.${i}`)
    const before = judgedCount()
    for (let i = 0; i <= knownKeys; i++) ask(`a.key.${i}`)
    assert.ok(judgedCount() > before)
  })
})
