import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { randomWord } from '../trace/ids.ts'
import { readTraceparent } from '../trace/trace-parent.ts'
import { alwaysOff, alwaysOn, decide, type HeadSampler, parentBased, traceIdRatio } from './head-sampler.ts'

function decided(sampler: HeadSampler, traceId2: number, traceId3: number, parent?: { flags: string; state: string }) {
  const ids = { traceId2, traceId3, traceFlags: 0, traceState: '' }
  const header = `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${parent?.flags}`
  decide(sampler, ids, parent && readTraceparent(header, parent.state))
  return { isSampled: (ids.traceFlags & 1) === 1, flags: ids.traceFlags, state: ids.traceState }
}

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

describe('a ratio', () => {
  test('keeps about its share of traces', () => {
    let keptCount = 0
    for (let i = 0; i < 20_000; i++) if (decided(traceIdRatio(0.25), randomWord(), randomWord()).isSampled) keptCount++
    assert.ok(keptCount > 4_500 && keptCount < 5_500)
  })

  test('keeps what a smaller one keeps', () => {
    fc.assert(
      fc.property(word, word, (word2, word3) => {
        const [small, large] = [traceIdRatio(0.1), traceIdRatio(0.5)].map(s => decided(s, word2, word3).isSampled)
        assert.ok(!small || large)
      }),
    )
  })

  test('keeps the threshold itself, and not the value below it', () => {
    assert.equal(decided(traceIdRatio(0.5), 0x800000, 0).isSampled, true)
    assert.equal(decided(traceIdRatio(0.5), 0x7fffff, -1).isSampled, false)
  })

  test('tells its threshold to whoever counts, with the digits of the specification', () => {
    const texts = [1, 0.5, 0.25, 0.1, 0.01, 1 / 3, 2 ** -52].map(ratio => traceIdRatio(ratio).thresholdText)
    assert.deepEqual(texts, ['0', '8', 'c', 'e666', 'fd70a', 'aaab', 'fffffffffffff'])
  })

  test('says nothing of a trace that it does not keep', () => {
    assert.deepEqual(decided(traceIdRatio(0.5), 0x800000, 0), { isSampled: true, flags: 1, state: 'ot=th:8' })
    assert.deepEqual(decided(traceIdRatio(0.5), 0, 0), { isSampled: false, flags: 0, state: '' })
  })

  test('takes the randomness that the trace brings along, and keeps what else is in its state', () => {
    const parent = { flags: '00', state: 'a=1,ot=th:1;rv:80000000000000;x:y,b=2' }
    const kept = decided(traceIdRatio(0.5), 0, 0, parent)
    assert.deepEqual(kept, { isSampled: true, flags: 1, state: 'ot=th:8;rv:80000000000000;x:y,a=1,b=2' })
    const dropped = decided(traceIdRatio(0.25), -1, -1, parent)
    assert.deepEqual(dropped, { isSampled: false, flags: 0, state: 'ot=rv:80000000000000;x:y,a=1,b=2' })
  })
})

describe('a sampler below a remote parent', () => {
  const parent = (flags: string) => ({ flags, state: 'ot=th:c' })

  test('follows it where it is parent-based, flags and state unchanged', () => {
    for (const root of [alwaysOn, alwaysOff, traceIdRatio(0.5)]) {
      assert.deepEqual(decided(parentBased(root), 0, 0, parent('03')), { isSampled: true, flags: 3, state: 'ot=th:c' })
      assert.deepEqual(decided(parentBased(root), 0, 0, parent('02')), { isSampled: false, flags: 2, state: 'ot=th:c' })
    }
  })

  test('decides itself where it is not', () => {
    assert.deepEqual(decided(alwaysOn, 0, 0, parent('02')), { isSampled: true, flags: 3, state: '' })
    assert.deepEqual(decided(alwaysOff, 0, 0, parent('03')), { isSampled: false, flags: 2, state: '' })
  })
})
