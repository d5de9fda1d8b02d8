import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundMs, narrows, parseListSearch, rangeQuery, toFilter, toSearch } from './filter.ts'

test('a filter survives the way into the address and back', () => {
  const filter = {
    q: '{ status = error }',
    service: 'auth',
    text: 'SELECT',
    errors: true,
    range: '1h',
    live: false,
  } as const
  assert.deepEqual(toFilter(parseListSearch({ ...toSearch(filter) })), filter)
  assert.deepEqual(toSearch({ live: true }), {})
})

test('what an address holds that is not understood is left out', () => {
  assert.deepEqual(parseListSearch({ service: '', errors: 'yes', range: '2 weeks', from: 7, live: 'on' }), {})
})

test('a preset asks for its length before now, and absolute times win over it', () => {
  assert.equal(String(rangeQuery({ range: '15m', live: true }, 1_764_000_000_000)), 'from=1763999100')
  assert.equal(String(rangeQuery({ range: '15m', from: '10', to: '20', live: true }, 0)), 'from=10&to=20')
  assert.equal(String(rangeQuery({ live: true }, 0)), '')
})

test('a bound is unix seconds or RFC 3339', () => {
  assert.equal(boundMs('1764000000.5'), 1_764_000_000_500)
  assert.equal(boundMs('2025-11-24T16:00:00Z'), 1_764_000_000_000)
  assert.equal(boundMs('yesterday'), undefined)
})

test('a filter narrows unless it shows everything', () => {
  assert.equal(narrows({ live: false }), false)
  assert.equal(narrows({ live: true, errors: true }), true)
})
