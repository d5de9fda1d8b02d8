import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { flattenTree } from './tree.ts'

const flatten = (parents: readonly number[], starts: readonly number[] = parents.map((_, i) => i)) =>
  flattenTree(Int32Array.from(parents), Float64Array.from(starts))

test('children follow their parent, siblings by start time', () => {
  const rows = flatten([-1, 0, 0, 1], [0, 20, 10, 30])
  assert.deepEqual([...rows.order], [0, 2, 1, 3])
  assert.deepEqual([...rows.depth], [0, 1, 1, 2])
  assert.deepEqual([...rows.parent], [-1, 0, 0, 2])
  assert.deepEqual([...rows.subtreeSize], [4, 1, 2, 1])
})

test('several roots stand side by side, the earliest first', () => {
  assert.deepEqual([...flatten([-1, -1, 0], [10, 5, 20]).order], [1, 0, 2])
})

test('a span that is its own parent becomes a root', () => {
  const rows = flatten([0])
  assert.deepEqual([...rows.order], [0])
  assert.deepEqual([...rows.cut], [0])
})

test('a loop is opened at its earliest span, wherever the walk enters it', () => {
  // 3 hangs below the loop 0 → 2 → 1 → 0, and starts before it.
  const rows = flatten([2, 0, 1, 1], [30, 10, 20, 1])
  assert.deepEqual([...rows.cut], [1])
  assert.deepEqual(
    [...rows.order],
    [1, 3, 2, 0].toSorted((a, b) => rows.order.indexOf(a) - rows.order.indexOf(b)),
  )
  assert.equal(rows.order[0], 1)
})

test('no spans make no rows', () => {
  assert.deepEqual([...flatten([]).order], [])
})

test('a chain of 200,000 spans does not overflow the stack', () => {
  const rows = flatten(Array.from({ length: 200_000 }, (_, i) => i - 1))
  assert.equal(rows.depth[199_999], 199_999)
  assert.equal(rows.subtreeSize[0], 200_000)
})

test('any parent pointers, loops included, become a forest that holds every span once', () => {
  const graphs = fc.array(fc.tuple(fc.integer({ min: -1, max: 11 }), fc.integer({ min: 0, max: 9 })), { maxLength: 12 })
  fc.assert(
    fc.property(graphs, graph => {
      const parents = graph.map(([parent]) => (parent < graph.length ? parent : -1))
      const starts = graph.map(([, start]) => start)
      const rows = flatten(parents, starts)
      assert.deepEqual(
        [...rows.order].sort((a, b) => a - b),
        graph.map((_, i) => i),
      )
      rows.order.forEach((index, row) => {
        const parentRow = rows.parent[row] ?? -1
        assert.equal(parentRow === -1 ? -1 : rows.order[parentRow], rows.cut.has(index) ? -1 : parents[index])
        assert.equal(rows.depth[row], parentRow === -1 ? 0 : (rows.depth[parentRow] ?? 0) + 1)
        assert.ok(parentRow < row && (parentRow === -1 || row < parentRow + (rows.subtreeSize[parentRow] ?? 0)))
      })
    }),
  )
})
