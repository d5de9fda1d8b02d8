import assert from 'node:assert/strict'
import { totalmem } from 'node:os'
import { describe, it, type TestContext } from 'node:test'
import { memoryCheckMs, softMemoryShare } from '../limits.ts'
import { availableBytes, openMemoryGuard } from './memory-guard.ts'

const limitBytes = 1000

function guardOf(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const told: string[] = []
  let residentBytes = 0
  const guard = openMemoryGuard({
    limitBytes,
    tell: sentence => told.push(sentence),
    readResidentBytes: () => residentBytes,
  })
  t.after(() => guard.close())
  const at = (bytes: number) => {
    residentBytes = bytes
    t.mock.timers.tick(memoryCheckMs)
    return guard.state
  }
  return { guard, told, at }
}

describe('the memory guard', () => {
  it('changes at its marks, and not a byte sooner', t => {
    const { at } = guardOf(t)
    const softBytes = limitBytes * softMemoryShare
    assert.equal(at(softBytes - 1), 'normal')
    assert.equal(at(softBytes), 'soft')
    assert.equal(at(limitBytes - 1), 'soft')
    assert.equal(at(limitBytes), 'hard')
  })

  it('takes requests again only below the soft mark, and says each change once', t => {
    const { at, told } = guardOf(t)
    at(limitBytes)
    assert.equal(at(limitBytes - 1), 'hard')
    assert.equal(at(limitBytes * softMemoryShare - 1), 'normal')
    at(0)
    assert.deepEqual(
      told.map(sentence => sentence.replace(/.*: /, '')),
      ['all senders are told to come back.', 'all requests are taken again.'],
    )
  })

  it('knows how much memory there is', () => {
    assert.ok(availableBytes() > 0 && availableBytes() <= totalmem())
  })
})
