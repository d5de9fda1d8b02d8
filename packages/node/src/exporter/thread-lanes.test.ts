import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { BroadcastChannel } from 'node:worker_threads'
import type { ProtoWriter } from '@throughline/otlp'
import { StatsSum } from '../health/stats-sum.ts'
import { maxRetiredThreads } from '../limits.ts'
import { createMemory } from '../recorder/memory.ts'
import { openRing } from '../recorder/ring-layout.ts'
import { RingWriter } from '../recorder/ring-writer.ts'
import { readStats } from '../recorder/stats.ts'
import { openLane } from './lane.ts'
import type { ThreadMessage } from './messages.ts'
import type { SendOutcome } from './otlp-client.ts'
import { ThreadLanes } from './thread-lanes.ts'

const writeBytes = (proto: ProtoWriter, bytes: Uint8Array): void => proto.raw(bytes)

/** The memory of a thread that has made one span. */
function workedMemory() {
  const memory = createMemory(1 << 12, 1 << 10)
  new RingWriter(openRing(memory.ring)).append(writeBytes, new Uint8Array(8), 0)
  return memory
}

const taken: SendOutcome = { kind: 'sent', rejectedSpanCount: 0, message: '' }
const busy: SendOutcome = { kind: 'unavailable', reason: 'busy', retryAfterMs: 60_000 }

/** Lanes as the exporter's thread has them, and the end of the channel that others have. */
function openLanes(t: TestContext, answer: () => Promise<SendOutcome>) {
  const [inside, outside] = [new BroadcastChannel('test'), new BroadcastChannel('test')]
  t.after(() => [inside, outside].map(channel => channel.close()))
  const seen = { sendCount: 0, doneIds: new Set<number | undefined>() }
  const waiting = new Set<() => void>()
  const tell = () => {
    for (const look of waiting) look()
  }
  outside.onmessage = event => {
    const { data: message } = event as { data: ThreadMessage }
    if (message.kind === 'done') seen.doneIds.add(message.threadId)
    tell()
  }
  const send = () => {
    seen.sendCount++
    // Once the loop has seen an answer that is there already.
    setImmediate(tell)
    return answer()
  }
  const health = new StatsSum()
  const options = { client: { send, close() {} }, scheduleDelayMs: 0, onOutcome() {}, health }
  new ThreadLanes(inside, memory => openLane(memory, options))

  const adopt = (...threadIds: readonly number[]) => {
    const memory = workedMemory()
    outside.postMessage({ kind: 'adopt', threadIds, memory } satisfies ThreadMessage)
    return openRing(memory.ring).control
  }
  const end = (threadId: number) =>
    outside.postMessage({ kind: 'ended', threadId, hasFailed: false } satisfies ThreadMessage)
  const until = (isDone: () => boolean) =>
    new Promise<void>(resolve => {
      const look = () => isDone() && resolve()
      waiting.add(look)
      look()
    })
  return { seen, adopt, end, until }
}

const ids = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)

describe('the lanes of threads', () => {
  test('wait for a receiver that is away, so many of them, and then the oldest gives way', async t => {
    const { seen, adopt, end, until } = openLanes(t, async () => busy)
    const [oldest] = ids(maxRetiredThreads + 1).map(id => adopt(id))
    await until(() => seen.sendCount === maxRetiredThreads + 1)
    for (const id of ids(maxRetiredThreads)) end(id)
    adopt(100)
    await until(() => seen.sendCount === maxRetiredThreads + 2)
    assert.equal(seen.doneIds.size, 0)
    end(maxRetiredThreads + 1)
    await until(() => seen.doneIds.size > 0)
    assert.deepEqual([...seen.doneIds], [1])
    assert.ok(oldest)
    const { sent, refused } = readStats(oldest)
    assert.deepEqual({ sent, refused }, { sent: 0, refused: 1 })
  })

  test('are all emptied when more than so many threads end at once, and the receiver takes its time', async t => {
    let answer = (_: SendOutcome): void => {}
    const answered = new Promise<SendOutcome>(resolve => {
      answer = resolve
    })
    const { seen, adopt, end, until } = openLanes(t, () => answered)
    const controls = ids(3 * maxRetiredThreads).map(id => adopt(id))
    for (const id of ids(controls.length)) end(id)
    await until(() => seen.sendCount === controls.length)
    answer(taken)
    await until(() => seen.doneIds.size === controls.length)
    assert.deepEqual(new Set(controls.map(control => readStats(control).sent)), new Set([1]))
  })

  test('end with the thread that started theirs', async t => {
    const { seen, adopt, end, until } = openLanes(t, async () => taken)
    adopt(1)
    adopt(1, 2)
    adopt(3)
    end(1)
    await until(() => seen.doneIds.size === 2)
    assert.deepEqual(seen.doneIds, new Set([1, 2]))
  })

  test('are not opened twice for a thread that is offered again', async t => {
    const { seen, adopt, end, until } = openLanes(t, async () => taken)
    adopt(1)
    adopt(1)
    end(1)
    await until(() => seen.doneIds.size === 1)
    assert.equal(seen.sendCount, 1)
  })
})
