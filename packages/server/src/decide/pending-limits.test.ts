import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSpanBatch } from '@throughline/otlp'
import type { TailSamplerLimits } from '../limits.ts'
import { entryHeadBytes } from './log/entries.ts'
import {
  askingSpan,
  keepAll,
  openTestSampler,
  payloadOf,
  policiesOf,
  traceIdOf,
  untilStats,
} from './testing/sampler.ts'

const payload = (trace: number, isKept = true) => payloadOf(askingSpan(isKept, { traceId: traceIdOf(trace) }))

test('the oldest traces are decided early from three quarters of the traces on', async t => {
  const sampler = await openTestSampler(t, { limits: { traces: 8 } })
  for (let trace = 1; trace <= 6; trace++) await sampler.take(payload(trace))
  assert.equal(sampler.stats().earlyTraces, 0)
  await sampler.take(payload(7))
  await untilStats(sampler, ({ pendingTraces }) => pendingTraces === 6)
  assert.equal(sampler.stats().earlyTraces, 1)
  assert.deepEqual(
    sampler.output.spans().map(({ traceId }) => traceId),
    [traceIdOf(1)],
  )
})

test('traces are refused from the limit on while the output takes nothing', async t => {
  const sampler = await openTestSampler(t, { limits: { traces: 8 } })
  sampler.output.refuse = true
  for (let trace = 1; trace <= 8; trace++) await sampler.take(payload(trace))
  await assert.rejects(sampler.take(payload(9)), /Too many spans wait for a decision/)
  assert.throws(() => sampler.requireRoom(payload(9)), /Too many spans wait for a decision/)
  assert.equal(sampler.stats().refusedPayloads, 2)
  sampler.output.refuse = false
  await untilStats(sampler, ({ pendingTraces }) => pendingTraces < 8)
  await sampler.take(payload(9))
})

test('a payload is taken if it just fits into the buffer, and refused with one byte less', async t => {
  const { bytes } = payload(1)
  const roomForTwo = 2 * bytes.length + entryHeadBytes
  const fitting = await openTestSampler(t, { limits: { bufferBytes: roomForTwo } })
  fitting.output.refuse = true
  await fitting.take(payload(1))
  await fitting.take(payload(2))
  const tight = await openTestSampler(t, { limits: { bufferBytes: roomForTwo - 1 } })
  tight.output.refuse = true
  await tight.take(payload(1))
  await assert.rejects(tight.take(payload(2)), /Too many spans wait/)
})

test('what is kept goes in one payload as far as it fits, by bytes and by traces', async t => {
  const bytes = bytesOfTrace()
  assert.deepEqual(await spansOfPayloads({ handOverBytes: 2 * bytes }), [2, 1])
  assert.deepEqual(await spansOfPayloads({ handOverBytes: 2 * bytes - 1 }), [1, 1, 1])
  assert.deepEqual(await spansOfPayloads({ handOverTraces: 2 }), [2, 1])
  assert.deepEqual(await spansOfPayloads({ handOverTraces: 3 }), [3])

  async function spansOfPayloads(limits: Partial<TailSamplerLimits>): Promise<readonly number[]> {
    const sampler = await openTestSampler(t, { limits })
    for (const trace of [1, 2, 3]) await sampler.take(payload(trace))
    sampler.clock.nowMs = 1000
    await untilStats(sampler, ({ pendingSpans }) => pendingSpans === 0)
    return sampler.output.taken.map(({ itemCount }) => itemCount)
  }
})

function bytesOfTrace(): number {
  const batch = readSpanBatch(payload(1).bytes)
  assert.ok(batch.ok)
  return batch.value.byteLength(0)
}

test('a buffer that is full refuses, and has room again once its oldest traces are settled', async t => {
  const bufferBytes = 16 * payload(1).bytes.length
  const sampler = await openTestSampler(t, { limits: { bufferBytes } })
  sampler.output.refuse = true
  let taken = 0
  while (await accepts(taken + 1)) taken++
  assert.ok(taken > 8 && taken <= 16, `${taken} payloads in a buffer of 16`)
  assert.ok(sampler.stats().bufferedBytes <= bufferBytes)
  sampler.output.refuse = false
  await untilStats(sampler, ({ bufferedBytes }) => bufferedBytes <= 0.75 * bufferBytes)
  assert.ok(await accepts(taken + 1))
  assert.ok(sampler.stats().earlyTraces > 0)

  function accepts(trace: number): Promise<boolean> {
    return sampler.take(payload(trace)).then(
      () => true,
      () => false,
    )
  }
})

test('a trace that reaches its largest size is decided at once, and the rest of it follows', async t => {
  const traceBytes = 2 * payload(1).bytes.length
  const sampler = await openTestSampler(t, { policies: policiesOf(keepAll), limits: { traceBytes } })
  await sampler.take(payload(1))
  assert.equal(sampler.stats().pendingSpans, 1)
  for (let spans = 2; spans <= 10; spans++) await sampler.take(payload(1))
  await untilStats(sampler, ({ pendingSpans }) => pendingSpans === 0)
  assert.equal(sampler.stats().keptTraces, 1)
  assert.equal(sampler.output.spans().length, 10)
})

test('decisions are forgotten beyond the number that is remembered, kept and dropped ones apart', async t => {
  const sampler = await openTestSampler(t, { limits: { rememberedKept: 1, rememberedDropped: 2 } })
  for (const trace of [1, 2]) await sampler.take(payload(trace, true))
  for (const trace of [3, 4, 5]) await sampler.take(payload(trace, false))
  sampler.clock.nowMs = 1000
  await untilStats(sampler, ({ pendingSpans }) => pendingSpans === 0)
  for (const trace of [1, 2, 3, 4, 5]) await sampler.take(payload(trace))
  await untilStats(sampler, ({ pendingSpans }) => pendingSpans === 2)
  const { lateKeptSpans, lateDroppedSpans } = sampler.stats()
  assert.deepEqual({ lateKeptSpans, lateDroppedSpans }, { lateKeptSpans: 1, lateDroppedSpans: 2 })
})

test('a flood of traces that never end keeps disk and traces within their bounds', async t => {
  const limits = { traces: 1000, bufferBytes: 256 * 1024 }
  const sampler = await openTestSampler(t, { limits, policies: policiesOf(keepAll), waitMs: 3_600_000 })
  let takenSpans = 0
  while (takenSpans < 20_000) {
    const unended = Array.from({ length: 20 }, (_, n) => askingSpan(true, { traceId: traceIdOf(1 + takenSpans + n) }))
    await sampler.take(payloadOf(...unended)).then(() => (takenSpans += 20), nextTurn)
    const { pendingTraces, bufferedBytes } = sampler.stats()
    assert.ok(pendingTraces < limits.traces + unended.length)
    assert.ok(bufferedBytes < 1.5 * limits.bufferBytes)
  }
  const { earlyTraces, keptSpans, pendingSpans } = sampler.stats()
  assert.ok(earlyTraces >= 20_000 - limits.traces)
  assert.equal(keptSpans + pendingSpans, 20_000)
})

const nextTurn = () => new Promise(resolve => setImmediate(resolve))
