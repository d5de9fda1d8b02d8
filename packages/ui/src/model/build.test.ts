import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildTraceModel } from './build.ts'
import { anyTrace, makeData, makeTrace, startUnixNano } from './testing/make-trace.ts'
import { durationOf, hasFlag, nameOf, rowOfSpan, SpanFlag, serviceOf } from './trace-model.ts'

const names = (model: ReturnType<typeof makeTrace>) => model.spans.map((_, row) => nameOf(model, row))

test('rows are the opened tree, whatever order the spans came in', () => {
  const model = makeTrace(
    { id: 'query', parent: 'handle', service: 'auth', ms: [30, 90] },
    { id: 'root', ms: [0, 100] },
    { id: 'handle', parent: 'call', service: 'auth', ms: [20, 95] },
    { id: 'call', parent: 'root', ms: [10, 98] },
  )
  assert.deepEqual(names(model), ['root', 'call', 'handle', 'query'])
  assert.deepEqual([...model.depth], [0, 1, 2, 3])
  assert.equal(serviceOf(model, 3), 'auth')
  assert.equal(model.startUnixNano, startUnixNano)
  assert.equal(model.durationNano, 100e6)
  assert.equal(durationOf(model, 3), 60e6)
  assert.equal(rowOfSpan(model, 'handle'), 2)
})

test('an empty answer is an empty model', () => {
  const model = buildTraceModel({})
  assert.equal(model.spanCount, 0)
  assert.equal(model.durationNano, 0)
})

test('a span whose parent has not arrived stands as a root and says so', () => {
  const model = makeTrace({ id: 'a', parent: 'missing', ms: [0, 10] })
  assert.equal(model.depth[0], 0)
  assert.ok(hasFlag(model, 0, SpanFlag.orphan))
  assert.equal(model.hasRoot, false)
  assert.equal(model.root, 0)
})

test('a parent id of zeros is none', () => {
  const model = makeTrace({ id: 'a', parent: '0000000000000000', ms: [0, 10] })
  assert.equal(model.hasRoot, true)
  assert.ok(!hasFlag(model, 0, SpanFlag.orphan))
})

test('the trace is named after the root without a parent id, even if an orphan started earlier', () => {
  const model = makeTrace({ id: 'orphan', parent: 'missing', ms: [0, 10] }, { id: 'root', ms: [5, 20] })
  assert.equal(nameOf(model, model.root), 'root')
  assert.ok(model.hasRoot)
})

test('an unfinished span lasts to the end of the trace', () => {
  const model = makeTrace({ id: 'root', ms: [0, undefined] }, { id: 'child', parent: 'root', ms: [5, 40] })
  assert.ok(hasFlag(model, 0, SpanFlag.unfinished))
  assert.equal(model.endNano[0], 40e6)
  assert.equal(model.unfinishedCount, 1)
})

test('a span that ends before it starts has no length and says so', () => {
  const model = makeTrace({ id: 'root', ms: [10, 5] })
  assert.ok(hasFlag(model, 0, SpanFlag.endBeforeStart))
  assert.equal(durationOf(model, 0), 0)
})

test('a span without a start begins with the trace instead of in 1970', () => {
  const data = makeData([{ id: 'root', ms: [0, 10] }])
  const late = { traceId: '', spanId: 'x', parentSpanId: 'root', endTimeUnixNano: String(startUnixNano + 4n) }
  const model = buildTraceModel({ resourceSpans: [...(data.resourceSpans ?? []), { scopeSpans: [{ spans: [late] }] }] })
  assert.ok(hasFlag(model, 1, SpanFlag.noStart))
  assert.equal(model.startNano[1], 0)
  assert.equal(model.startUnixNano, startUnixNano)
  assert.equal(serviceOf(model, 1), 'unknown_service')
})

test('a child that starts before its parent keeps its time and is marked', () => {
  const model = makeTrace({ id: 'root', ms: [10, 20] }, { id: 'early', parent: 'root', service: 'b', ms: [8, 15] })
  assert.deepEqual(names(model), ['root', 'early'])
  assert.equal(model.startNano[1], 0)
  assert.ok(hasFlag(model, 1, SpanFlag.outsideParent))
  assert.ok(!hasFlag(model, 0, SpanFlag.outsideParent))
})

test('failed spans are counted for every subtree', () => {
  const model = makeTrace(
    { id: 'root', ms: [0, 100], error: '' },
    { id: 'a', parent: 'root', ms: [1, 50] },
    { id: 'b', parent: 'a', ms: [2, 40], error: 'refused' },
  )
  assert.equal(model.errorCount, 2)
  assert.deepEqual([...model.subtreeErrors], [2, 1, 1])
})

test('an id that came twice keeps both spans and resolves to the first', () => {
  const model = makeTrace({ id: 'a', name: 'first', ms: [5, 9] }, { id: 'a', name: 'second', ms: [0, 9] })
  assert.equal(model.spanCount, 2)
  assert.equal(nameOf(model, rowOfSpan(model, 'a') ?? -1), 'first')
})

test('times keep every nanosecond', () => {
  const model = buildTraceModel({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: 't',
                spanId: 'a',
                startTimeUnixNano: '1764000000000000001',
                endTimeUnixNano: '1764000001921334113',
              },
            ],
          },
        ],
      },
    ],
  })
  assert.equal(durationOf(model, 0), 1_921_334_112)
})

test('self time is the duration minus the time in which a child ran', () => {
  const model = makeTrace(
    { id: 'root', ms: [0, 100] },
    { id: 'a', parent: 'root', ms: [10, 40] },
    { id: 'b', parent: 'root', ms: [30, 60] },
    { id: 'late', parent: 'root', ms: [90, 150] },
  )
  assert.equal(model.selfNano[0], 40e6)
})

test('self time equals a count of the milliseconds in which no child ran', () => {
  fc.assert(
    fc.property(anyTrace, model => {
      model.spans.forEach((_, row) => {
        let idleMs = 0
        for (let nano = model.startNano[row] ?? 0; nano < (model.endNano[row] ?? 0); nano += 1e6) {
          const busy = model.spans.some(
            (_, child) =>
              model.parent[child] === row &&
              (model.startNano[child] ?? 0) <= nano &&
              nano < (model.endNano[child] ?? 0),
          )
          if (!busy) idleMs++
        }
        assert.equal(model.selfNano[row], idleMs * 1e6)
      })
    }),
  )
})

test('a name of nothing but spaces is no name', () => {
  const { names } = makeTrace({ id: 'a', name: '  ', ms: [0, 1] }, { id: 'b', name: ' x', ms: [0, 1] })
  assert.deepEqual(names, ['unnamed span', ' x'])
})
