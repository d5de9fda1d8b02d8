import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Pipeline } from '../pipeline/pipeline.ts'
import { openToAll } from './auth.ts'
import { createByteBudget } from './byte-budget.ts'
import { createCounters } from './counts.ts'
import { accept, conclude } from './receiver.ts'

describe('a receiver', () => {
  it('loses one request to a mistake of ours, counts it, and tells the human where it is', async () => {
    const told: string[] = []
    const pipeline: Pipeline = { accept: () => Promise.reject(new TypeError('nothing is undefined')) }
    const counts = createCounters().http
    const tell = (line: string) => void told.push(line)
    const rules = () => ({ guard: openToAll, requestBytesMax: 0 })
    const receiver = { pipeline, counts, budget: createByteBudget(() => 0), rules, tell }
    const step = await conclude(accept('logs', new Uint8Array(), receiver), 'logs', receiver)
    assert.ok(!step.ok)
    assert.equal(step.refusal.httpStatus, 500)
    assert.equal(step.refusal.message, 'The server failed; its log says why.')
    assert.equal(counts.refusedRequests.internal.logs, 1)
    assert.match(told[0] ?? '', /TypeError: nothing is undefined\n +at .*receiver\.test\.ts/)
  })
})
