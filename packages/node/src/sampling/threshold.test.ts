import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTraceState } from '@opentelemetry/api'
import fc from 'fast-check'
import { maxTraceStateBytes, maxTraceStateMembers, maxTraceStateValueBytes } from '../limits.ts'
import { randomnessOf, withoutWrongThreshold, withThreshold } from './threshold.ts'

const rv = '0123456789abcd'

describe('the randomness of a trace state', () => {
  test('is what its ot member says, wherever that stands', () => {
    for (const state of [`ot=rv:${rv}`, `a=1,ot=rv:${rv},b=2`, `a=1, ot=th:8;rv:${rv} ,b=2`, `ot=p:8;rv:${rv};r:62`]) {
      assert.equal(randomnessOf(state), 0x0123456789abc, state)
    }
  })

  test('is none where the value has not the form of the specification, or is not that of ot', () => {
    const others = ['', 'ot=', 'ot', 'ot=rv', `ot=rv:${rv.slice(1)}`, `ot=rv:${rv}0`, `ot=rv:${rv.toUpperCase()}`]
    const elsewhere = [`not=rv:${rv}`, `ot@tenant=rv:${rv}`, `a=ot=rv:${rv}`, `a=rv:${rv}`, `ot=xrv:${rv}`]
    for (const state of [...others, ...elsewhere]) assert.equal(randomnessOf(state), undefined, state)
  })
})

describe('a threshold', () => {
  const cases: readonly (readonly [state: string, threshold: string, expected: string])[] = [
    ['', '', ''],
    ['', '8', 'ot=th:8'],
    ['a=1,b=2', '8', 'ot=th:8,a=1,b=2'],
    ['a=1,b=2', '', 'a=1,b=2'],
    ['a=1,ot=th:c,b=2', '8', 'ot=th:8,a=1,b=2'],
    ['a=1,ot=th:c,b=2', '', 'a=1,b=2'],
    [`ot=p:8;th:c;rv:${rv}`, '8', `ot=th:8;p:8;rv:${rv}`],
    // Malformed: a member twice, a key twice, parts without a colon, an upper-case key, a space in a value, no value.
    ['ot=x:1,a=1,ot=y:2', '8', 'ot=th:8;x:1,a=1'],
    ['ot=x:1;x:2;th:1;th:2', '8', 'ot=th:8;x:1'],
    ['ot=th;x;:y;X:1;a:b c;;th:', '8', 'ot=th:8'],
    ['ot=', '', ''],
    [' , ot = x:1 ,ot=x:1 ,', '8', 'ot=th:8;x:1, ot = x:1 '],
  ]
  for (const [state, threshold, expected] of cases) {
    test(`${threshold || 'of none'} makes of "${state}" "${expected}"`, () =>
      assert.equal(withThreshold(state, threshold), expected))
  }

  test('fits into what a list may hold: the last members give way', () => {
    const members = Array.from({ length: maxTraceStateMembers }, (_, i) => `m${i}=1`)
    const without = withThreshold(members.join(','), '8').split(',')
    assert.deepEqual(without, ['ot=th:8', ...members.slice(0, -1)])
    assert.deepEqual(withThreshold(members.slice(1).join(','), '8').split(','), ['ot=th:8', ...members.slice(1)])
  })

  test('fits into what a header may hold, and not one character more', () => {
    const own = 'ot=th:8,'
    const rest = (length: number) => `a=${'x'.repeat(200)},b=${'x'.repeat(length - own.length - 205)}`
    assert.equal(withThreshold(rest(maxTraceStateBytes), '8').length, maxTraceStateBytes)
    assert.equal(withThreshold(rest(maxTraceStateBytes + 1), '8'), `${own}a=${'x'.repeat(200)}`)
  })

  test('fits into what a member may hold: the parts of others give way, never the threshold', () => {
    const part = (length: number) => `x:${'1'.repeat(length - 'th:8;x:'.length)}`
    assert.equal(withThreshold(`ot=${part(maxTraceStateValueBytes)}`, '8').length, 3 + maxTraceStateValueBytes)
    assert.equal(withThreshold(`ot=${part(maxTraceStateValueBytes + 1)}`, '8'), 'ot=th:8')
  })

  test('leaves a list that the API reads as it was written, whatever came', () => {
    const member = fc.string({ unit: fc.constantFrom('a', 'o', 't', '=', ':', ';', 'h', '8', ' ', '@') })
    fc.assert(
      fc.property(fc.array(member, { maxLength: 40, size: 'max' }), members => {
        const state = withThreshold(members.join(','), '8')
        assert.equal(createTraceState(state).get('ot')?.split(';')[0], 'th:8')
        assert.equal(withThreshold(state, '8'), state)
        assert.ok(state.length <= maxTraceStateBytes)
      }),
    )
  })
})

describe('a threshold that came with a decision', () => {
  const half = 'ot=th:8'
  const kept = (state: string, traceId2: number, traceId3 = 0) =>
    withoutWrongThreshold(state, true, { traceId2, traceId3 })

  test('is handed on where the trace reaches it, to the last of 56 bits', () => {
    assert.equal(kept(half, 0x800000), half)
    assert.equal(kept(half, 0xff7fffff | 0, -1), '')
    const exact = 'ot=th:00000000000001'
    assert.equal(kept(exact, 0, 1), exact)
    assert.equal(kept(exact, 0, 0), '')
  })

  test('is compared with the explicit randomness where there is one', () => {
    const enough = 'ot=th:8;rv:80000000000000'
    assert.equal(kept(enough, 0), enough)
    assert.equal(kept('ot=th:8;rv:7fffffffffffff', -1), 'ot=rv:7fffffffffffff')
  })

  test('is left out where it says nothing, or the trace is not sampled', () => {
    for (const state of ['ot=th:', 'ot=th:G', 'ot=th:800000000000000']) assert.equal(kept(`${state},a=1`, -1), 'a=1')
    assert.equal(withoutWrongThreshold('a=1,ot=th:8', false, { traceId2: -1, traceId3: -1 }), 'a=1')
  })

  test('of somebody else is none of ours', () => {
    for (const state of ['a=th:8', 'ot=x:th,b=th:8']) {
      assert.equal(withoutWrongThreshold(state, false, { traceId2: 0, traceId3: 0 }), state)
    }
  })
})
