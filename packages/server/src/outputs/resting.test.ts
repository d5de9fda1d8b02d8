import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failedOutputRestMs } from '../limits.ts'
import { NoRoom, type Payload, TooLarge } from '../pipeline/payload.ts'
import { openPipeline } from '../pipeline/pipeline.ts'
import { createFakeOutput, outputOf, redactsNothing } from '../testing/fake-output.ts'
import { requests } from '../testing/requests.ts'
import { resting } from './resting.ts'

const payload: Payload = { signal: 'traces', bytes: new Uint8Array(1), itemCount: 1 }

function restingOutput() {
  const fake = createFakeOutput()
  const clock = { nowMs: 0 }
  const unused = { name: 'store', freeBytes: 0, signals: ['traces'], stats: () => ({}), close: async () => {} } as const
  const output = resting({ ...fake, ...unused, take: each => fake.take(each) }, () => clock.nowMs)
  const failWith = (error: Error) => {
    fake.whenTaking = () => Promise.reject(error)
    return assert.rejects(output.take(payload), error)
  }
  return { fake, clock, output, failWith }
}

describe('an output that has failed', () => {
  it('rests, and then one request finds out whether it works again', async () => {
    const { fake, clock, output, failWith } = restingOutput()
    await failWith(new Error('disk full'))
    clock.nowMs += failedOutputRestMs - 1
    assert.throws(() => output.requireRoom(payload), /disk full/)
    clock.nowMs += 1
    output.requireRoom(payload)
    assert.throws(() => output.requireRoom(payload), /disk full/)
    fake.whenTaking = () => Promise.resolve()
    await output.take(payload)
    output.requireRoom(payload)
    output.requireRoom(payload)
  })

  it('does not rest for a payload that it had no room for, or that was too large', async () => {
    const { output, failWith } = restingOutput()
    for (const error of [new NoRoom('full'), new TooLarge('too large')]) {
      await failWith(error)
      output.requireRoom(payload)
    }
  })

  it('keeps the others from taking what will be sent again', async () => {
    const { clock, output, failWith } = restingOutput()
    const other = createFakeOutput()
    const pipeline = openPipeline({
      redactor: () => redactsNothing,
      outputs: () => [output, ...outputOf(other)],
      tell: () => undefined,
    })
    await failWith(new Error('disk full'))
    for (let attempt = 1; attempt <= 3; attempt++) {
      const step = await pipeline.accept('traces', requests.traces.proto)
      assert.equal(step.ok ? '' : step.refusal.reason, 'store_failed')
    }
    assert.equal(other.taken.length, 0)
    clock.nowMs += failedOutputRestMs
    await pipeline.accept('traces', requests.traces.proto)
    assert.equal(other.taken.length, 1)
  })
})
