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

const sampled = { isSampled: true, flags: 3 }
const notSampled = { isSampled: false, flags: 2 }

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

  // The table of the specification, "Converting floating-point probability to threshold value", precision 4.
  const thresholds: readonly (readonly [oneIn: number, threshold: string])[] = [
    [1, '0'],
    [2, '8'],
    [3, 'aaab'],
    [4, 'c'],
    [5, 'cccd'],
    [8, 'e'],
    [10, 'e666'],
    [16, 'f'],
    [100, 'fd70a'],
    [1_000, 'ffbe77'],
    [10_000, 'fff9724'],
    [100_000, 'ffff583a'],
    [1_000_000, 'ffffef39'],
  ]
  for (const [oneIn, threshold] of thresholds) {
    test(`of one in ${oneIn} tells whoever counts the threshold ${threshold}`, () =>
      assert.equal(traceIdRatio(1 / oneIn).thresholdText, threshold))
  }

  test('keeps what it was asked to, to one in 8192, and says exactly what it keeps', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -36, max: 1, noNaN: true }), ratio => {
        const { threshold, thresholdText } = traceIdRatio(ratio)
        assert.ok(Math.abs(1 - threshold / 2 ** 52 - ratio) <= ratio / 8192)
        assert.equal(Number.parseInt(thresholdText.padEnd(13, '0'), 16), threshold)
      }),
    )
  })

  test('of 2⁻⁵² keeps one of all, smaller ones as well, and of zero none', () => {
    for (const ratio of [2 ** -52, 2 ** -60, Number.MIN_VALUE]) {
      assert.equal(traceIdRatio(ratio).thresholdText, 'f'.repeat(13))
      assert.equal(decided(traceIdRatio(ratio), -1, -1).isSampled, true)
    }
    assert.deepEqual(traceIdRatio(0), alwaysOff)
    assert.equal(decided(alwaysOff, -1, -1).isSampled, false)
  })

  test('says nothing of a trace that it does not keep', () => {
    assert.deepEqual(decided(traceIdRatio(0.5), 0x800000, 0), { ...sampled, state: 'ot=th:8' })
    assert.deepEqual(decided(traceIdRatio(0.5), 0, 0), { ...notSampled, state: '' })
  })

  test('takes the randomness that the trace brings along, and keeps what else is in its state', () => {
    const parent = { flags: '00', state: 'a=1,ot=th:1;rv:80000000000000;x:y,b=2' }
    const kept = decided(traceIdRatio(0.5), 0, 0, parent)
    assert.deepEqual(kept, { isSampled: true, flags: 1, state: 'ot=th:8;rv:80000000000000;x:y,a=1,b=2' })
    const dropped = decided(traceIdRatio(0.25), -1, -1, parent)
    assert.deepEqual(dropped, { isSampled: false, flags: 0, state: 'ot=rv:80000000000000;x:y,a=1,b=2' })
  })
})

describe('a root', () => {
  test('is told to be random where a ratio decided, sampled or not, and only then', () => {
    assert.deepEqual(decided(alwaysOn, 0, 0), { isSampled: true, flags: 1, state: '' })
    assert.deepEqual(decided(alwaysOff, -1, -1), { isSampled: false, flags: 0, state: '' })
    assert.deepEqual(decided(traceIdRatio(0.5), 0x800000, 0), { ...sampled, state: 'ot=th:8' })
    assert.deepEqual(decided(traceIdRatio(0.5), 0, 0), { ...notSampled, state: '' })
    for (const root of [alwaysOn, alwaysOff, traceIdRatio(0.5)]) {
      assert.deepEqual(decided(parentBased(root), 0x800000, 0), decided(root, 0x800000, 0))
    }
  })
})

describe('a sampler below a remote parent', () => {
  const parent = (flags: string, state = 'a=1,ot=th:c;x:y') => ({ flags, state })
  const roots = [alwaysOn, alwaysOff, traceIdRatio(0.5)]

  test('follows it where it is parent-based, flags and state unchanged', () => {
    for (const root of roots) {
      for (const flags of ['01', '03']) {
        const { flags: given, state } = decided(parentBased(root), 0xc00000, 0, parent(flags))
        assert.deepEqual([given, state], [Number(flags), parent(flags).state])
      }
      const unsampled = decided(parentBased(root), 0xc00000, 0, parent('02', 'a=1,ot=rv:0123456789abcd'))
      assert.deepEqual(unsampled, { ...notSampled, state: 'a=1,ot=rv:0123456789abcd' })
    }
  })

  test('hands on no threshold that the trace was not kept by', () => {
    for (const root of roots) {
      assert.deepEqual(decided(parentBased(root), 0xc00000, 0, parent('02')), { ...notSampled, state: 'ot=x:y,a=1' })
      assert.deepEqual(decided(parentBased(root), 0xbfffff, -1, parent('03')), { ...sampled, state: 'ot=x:y,a=1' })
    }
  })

  test('decides itself where it is not', () => {
    assert.deepEqual(decided(alwaysOn, 0, 0, parent('02')), { ...sampled, state: 'ot=x:y,a=1' })
    assert.deepEqual(decided(alwaysOff, 0, 0, parent('03')), { ...notSampled, state: 'ot=x:y,a=1' })
    const half = traceIdRatio(0.5)
    assert.deepEqual(decided(half, 0x800000, 0, parent('02')), { ...sampled, state: 'ot=th:8;x:y,a=1' })
    assert.deepEqual(decided(half, 0x7fffff, -1, parent('03')), { ...notSampled, state: 'ot=x:y,a=1' })
  })
})
