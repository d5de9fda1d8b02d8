import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { ok, writeTracesProto } from '@throughline/otlp'
import { openQueue, type Queue, type QueueOptions } from '../forward/queue/queue.ts'
import { failedRetrySeconds } from '../limits.ts'
import { createSwitch } from '../outputs/switch.ts'
import { createFakeOutput, outputOf, redactsNothing } from '../testing/fake-output.ts'
import { aSpan, tracesOf } from '../testing/traces.ts'
import { signals } from './payload.ts'
import { openPipeline } from './pipeline.ts'

const request = writeTracesProto(tracesOf([aSpan()]))

async function queueIn(t: TestContext, options: Partial<QueueOptions> = {}): Promise<Queue> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-pipeline-'))
  const batch = { items: 1, bytes: 1_000_000, timeoutMs: 1 }
  const large = { sizeBytes: 1_000_000, ageMs: 3_600_000, whenFull: 'refuse' } as const
  const queue = await openQueue({ folder, batch, ...large, ...options })
  t.after(async () => {
    await queue.close()
    await rm(folder, { recursive: true })
  })
  return queue
}

async function pipelineTo(...queues: readonly Queue[]) {
  const outputs = queues.map(createSwitch)
  for (const [index, queue] of queues.entries()) {
    const open = { ...queue, name: String(index), signals, freeBytes: 0, stats: () => ({}) }
    await outputs[index]?.turnTo('as they are', async () => ok(open))
  }
  return openPipeline({ redactor: () => redactsNothing, outputs: () => outputs, tell: assert.fail })
}

const queuedSpans = (queue: Queue): number => queue.stats().queuedItems.traces

describe('the pipeline', () => {
  it('gives no output what one has no room for, so that all have it once when it is sent again', async t => {
    const roomy = await queueIn(t)
    const tight = await queueIn(t, { sizeBytes: request.length * 1.5 })
    const pipeline = await pipelineTo(roomy, tight)
    assert.equal((await pipeline.accept('traces', request)).ok, true)

    const refused = await pipeline.accept('traces', request)
    assert.equal(refused.ok ? '' : refused.refusal.reason, 'busy')
    assert.deepEqual([queuedSpans(roomy), queuedSpans(tight)], [1, 1])
    assert.deepEqual([roomy.stats().refusedPayloads, tight.stats().refusedPayloads], [0, 1])

    const batch = await tight.read()
    assert.ok(batch)
    await tight.finish(batch)
    assert.equal((await pipeline.accept('traces', request)).ok, true)
    assert.deepEqual([queuedSpans(roomy), queuedSpans(tight)], [2, 1])
  })

  it('lets no request come between the question for room and the taking', async t => {
    const roomy = await queueIn(t)
    const tight = await queueIn(t, { sizeBytes: request.length * 1.5 })
    const pipeline = await pipelineTo(roomy, tight)
    const steps = await Promise.all([pipeline.accept('traces', request), pipeline.accept('traces', request)])
    assert.deepEqual(
      steps.map(({ ok }) => ok),
      [true, false],
    )
    assert.deepEqual([queuedSpans(roomy), queuedSpans(tight)], [1, 1])
  })

  it('answers when the last output is done with the bytes, also where another has failed at once', async () => {
    const [slow, failing] = [createFakeOutput(), createFakeOutput()]
    const { promise: written, resolve: write } = Promise.withResolvers<void>()
    slow.whenTaking = () => written
    failing.whenTaking = () => Promise.reject(new Error('disk full'))
    const outputs = [...outputOf(slow), ...outputOf(failing)]
    const pipeline = openPipeline({ redactor: () => redactsNothing, outputs: () => outputs, tell: () => undefined })
    let isAnswered = false
    const step = pipeline.accept('traces', request).finally(() => {
      isAnswered = true
    })
    await setImmediate()
    assert.equal(isAnswered, false)
    write()
    assert.equal((await step).ok, false)
  })

  it('tells senders to stay away for longer the longer data cannot be kept, and begins anew once it could', async () => {
    const output = createFakeOutput()
    const told: string[] = []
    let nowMs = 5_000
    const pipeline = openPipeline({
      redactor: () => redactsNothing,
      outputs: () => outputOf(output),
      tell: sentence => told.push(sentence),
      nowMs: () => nowMs,
    })
    const fail = () => Promise.reject(new Error('disk full'))
    async function acceptAfter(ms: number, whenTaking: () => Promise<void>) {
      nowMs += ms
      output.whenTaking = whenTaking
      const step = await pipeline.accept('traces', request)
      return step.ok ? undefined : step.refusal.retryAfterSeconds
    }
    const { first, last } = failedRetrySeconds
    assert.equal(await acceptAfter(0, fail), first)
    assert.equal(await acceptAfter(10_000, fail), 10)
    assert.equal(await acceptAfter(3_600_000, fail), last)
    assert.equal(await acceptAfter(0, () => Promise.resolve()), undefined)
    assert.equal(await acceptAfter(0, fail), first)
    assert.equal(told.length, 3)
  })
})
