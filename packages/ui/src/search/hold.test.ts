import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdList } from './hold.ts'
import { makeSummary } from './testing/make-summary.ts'

const trace = (traceId: string, spanCount = 1) => makeSummary(traceId, { spanCount })
const ids = (rows: readonly { traceId: string }[]) => rows.map(row => row.traceId).join('')

test('a list that is not held shows the latest', () => {
  const { rows, waiting } = holdList([trace('b')], [trace('c'), trace('b')], false)
  assert.deepEqual([ids(rows), waiting], ['cb', 0])
})

test('a held list keeps its rows in place, counts what waits, and still updates what it shows', () => {
  const { rows, waiting } = holdList([trace('b'), trace('a')], [trace('d'), trace('c'), trace('b', 9)], true)
  assert.deepEqual([ids(rows), waiting, rows[0]?.spanCount], ['ba', 2, 9])
})

test('an empty list has nothing to hold', () => {
  assert.equal(ids(holdList([], [trace('a')], true).rows), 'a')
})
