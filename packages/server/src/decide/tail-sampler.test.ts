import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import type { TailSamplerStats } from './stats.ts'
import {
  askingSpan,
  keepAll,
  openTestSampler,
  payloadOf,
  policiesOf,
  spanIdOf,
  type TestSampler,
  traceIdOf,
  untilStats,
} from './testing/sampler.ts'

const kept = (trace: number, span: number, parent = 0) => spanOf(true, trace, span, parent)
const dropped = (trace: number, span: number, parent = 0) => spanOf(false, trace, span, parent)

const spanOf = (isKept: boolean, trace: number, span: number, parent: number) =>
  askingSpan(isKept, {
    traceId: traceIdOf(trace),
    spanId: spanIdOf(span),
    parentSpanId: parent === 0 ? ('' as never) : spanIdOf(parent),
  })

const idsIn = ({ output }: TestSampler) => output.spans().map(({ spanId }) => Number.parseInt(spanId, 16))

const nothingPends = ({ pendingSpans }: TailSamplerStats) => pendingSpans === 0

test('a trace is handed over whole when its wait is over, whenever and with whatever its spans came', async t => {
  const sampler = await openTestSampler(t)
  await sampler.take(payloadOf(kept(1, 11, 10), dropped(2, 21)))
  sampler.clock.nowMs = 500
  await sampler.take(payloadOf(dropped(1, 12, 10), kept(3, 31)))
  sampler.clock.nowMs = 1000
  await untilStats(sampler, ({ pendingTraces }) => pendingTraces === 1)
  assert.deepEqual(idsIn(sampler), [11, 12])
  assert.equal(sampler.output.taken.length, 1)
  assert.equal(sampler.output.taken[0]?.itemCount, 2)
  assert.equal(sampler.stats().droppedSpans, 1)
  sampler.clock.nowMs = 1500
  await untilStats(sampler, nothingPends)
  assert.deepEqual(idsIn(sampler), [11, 12, 31])
})

test('a trace whose root has come is decided after the shorter wait', async t => {
  const sampler = await openTestSampler(t, { waitAfterRootMs: 100 })
  await sampler.take(payloadOf(kept(1, 11, 10), kept(2, 21, 20)))
  sampler.clock.nowMs = 200
  await sampler.take(payloadOf(kept(2, 20)))
  sampler.clock.nowMs = 299
  await sampler.take(payloadOf(kept(2, 22, 20)))
  sampler.clock.nowMs = 300
  await untilStats(sampler, ({ pendingTraces }) => pendingTraces === 1)
  assert.deepEqual(idsIn(sampler), [21, 20, 22])
})

test('spans that come late follow the decision, and are counted', async t => {
  const sampler = await openTestSampler(t)
  await sampler.take(payloadOf(kept(1, 11), dropped(2, 21)))
  sampler.clock.nowMs = 1000
  await untilStats(sampler, nothingPends)
  await sampler.take(payloadOf(dropped(1, 12, 11), kept(2, 22, 21), kept(2, 23, 21)))
  await untilStats(sampler, nothingPends)
  assert.deepEqual(idsIn(sampler), [11, 12])
  const { lateKeptSpans, lateDroppedSpans, keptSpans, droppedSpans, keptTraces, droppedTraces } = sampler.stats()
  assert.deepEqual({ lateKeptSpans, lateDroppedSpans }, { lateKeptSpans: 1, lateDroppedSpans: 2 })
  assert.deepEqual(
    { keptSpans, droppedSpans, keptTraces, droppedTraces },
    { keptSpans: 2, droppedSpans: 3, keptTraces: 1, droppedTraces: 1 },
  )
})

test('a step of the wall clock decides nothing', async t => {
  const sampler = await openTestSampler(t, {
    nowMs: () => performance.now(),
    waitMs: 3_600_000,
    policies: policiesOf(keepAll),
  })
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() })
  await sampler.take(payloadOf(kept(1, 11)))
  t.mock.timers.setTime(Date.now() + 365 * 86_400_000)
  await sampler.take(payloadOf(kept(2, 21)))
  t.mock.timers.setTime(0)
  for (let turn = 0; turn < 100; turn++) await new Promise(resolve => setTimeout(resolve))
  assert.equal(sampler.stats().pendingTraces, 2)
})

test('what waits goes on after a restart, and what was settled does not come back', async t => {
  const first = await openTestSampler(t)
  await first.take(payloadOf(kept(1, 11), dropped(2, 21)))
  first.clock.nowMs = 1000
  await untilStats(first, nothingPends)
  await first.take(payloadOf(kept(3, 31), dropped(4, 41)))
  await first.close()

  const second = await openTestSampler(t, { folder: first.folder })
  assert.equal(second.stats().pendingSpans, 2)
  await second.take(payloadOf(dropped(1, 12, 11), kept(2, 22, 21), dropped(3, 32, 31)))
  second.clock.nowMs = 1000
  await untilStats(second, nothingPends)
  assert.deepEqual(idsIn(second).sort(), [12, 31, 32])
})

test('what waited is decided by the policies of the sampler that is opened next', async t => {
  const first = await openTestSampler(t)
  await first.take(payloadOf(dropped(1, 11)))
  await first.close()
  const second = await openTestSampler(t, { folder: first.folder, policies: policiesOf(keepAll) })
  second.clock.nowMs = 1000
  await untilStats(second, nothingPends)
  assert.deepEqual(idsIn(second), [11])
  assert.deepEqual(second.stats().tracesByPolicy, { all: 1 })
})

test('an output that refuses is asked again, and told about once', async t => {
  const sampler = await openTestSampler(t)
  sampler.output.refuse = true
  await sampler.take(payloadOf(kept(1, 11)))
  sampler.clock.nowMs = 1000
  await untilStats(sampler, ({ failedHandOvers }) => failedHandOvers > 2)
  assert.equal(sampler.stats().pendingSpans, 1)
  sampler.output.refuse = false
  await untilStats(sampler, nothingPends)
  assert.deepEqual(idsIn(sampler), [11])
  assert.deepEqual(sampler.told, [
    'Kept traces cannot be handed over (no room); they stay on disk meanwhile.',
    'Kept traces are handed over again.',
  ])
})

test('files whose traces are all settled are deleted', async t => {
  const sampler = await openTestSampler(t, { limits: { segmentBytes: 200 } })
  for (let trace = 1; trace <= 20; trace++) await sampler.take(payloadOf(kept(trace, trace)))
  assert.ok((await readdir(sampler.folder)).length > 5)
  sampler.clock.nowMs = 1000
  await untilStats(sampler, nothingPends)
  await sampler.close()
  assert.ok((await readdir(sampler.folder)).length <= 1)
})
