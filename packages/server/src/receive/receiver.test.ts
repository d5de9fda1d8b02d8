import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readSpanBatch } from '@throughline/otlp'
import { createCounters } from '../health/counters.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import { createByteBudget } from './byte-budget.ts'
import { accept, conclude } from './receiver.ts'

describe('a receiver', () => {
  it('loses one request to a mistake of ours, counts it, and tells the human where it is', async () => {
    const told: string[] = []
    const pipeline: Pipeline = { accept: () => Promise.reject(new TypeError('nothing is undefined')) }
    const counts = createCounters().http
    const receiver = {
      pipeline,
      counts,
      budget: createByteBudget(() => 0),
      tell: (line: string) => void told.push(line),
    }
    const step = await conclude(accept(readSpanBatch(new Uint8Array(0)), receiver), receiver)
    assert.ok(!step.ok)
    assert.equal(step.refusal.httpStatus, 500)
    assert.equal(step.refusal.message, 'The server failed; its log says why.')
    assert.equal(counts.refusedRequests.internal, 1)
    assert.match(told[0] ?? '', /TypeError: nothing is undefined\n +at .*receiver\.test\.ts/)
  })
})
