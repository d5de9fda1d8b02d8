import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { sumOf } from '../item-counts.ts'
import type { Batch } from './batch.ts'
import { openQueue } from './queue.ts'

type Step = { readonly kind: 'take'; readonly length: number } | { readonly kind: 'send' | 'begin' | 'restart' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('take' as const), length: fc.integer({ min: 6, max: 120 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('send' as const, 'begin' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
)

const textOf = (batch: Batch): string => batch.requests.map(({ bytes }) => Buffer.from(bytes).toString()).join('')

/** Each payload is its number, made as long as the step says. */
const numbersIn = (text: string): readonly number[] => (text.match(/\d+/g) ?? []).map(Number)

test('whatever is done, each payload is sent once and in order, or evicted, or still there', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), runSteps), { numRuns: 40 })
})

async function runSteps(steps: readonly Step[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-model-'))
  const open = () =>
    openQueue({
      folder,
      sizeBytes: 1600,
      ageMs: 3_600_000,
      whenFull: 'drop_oldest',
      batch: { items: 5, bytes: 300, timeoutMs: 3_600_000 },
    })
  let queue = await open()
  let takenCount = 0
  let evictedCount = 0
  /** What is under way, also where a restart came in between and it was not read again yet. */
  let begun: string | undefined
  let isReadAgain = true
  const sent: number[] = []

  async function begin(): Promise<Batch | undefined> {
    const batch = await queue.read()
    if (batch !== undefined && begun !== undefined) assert.equal(textOf(batch), begun)
    begun = batch === undefined ? undefined : textOf(batch)
    isReadAgain = true
    return batch
  }

  async function send(): Promise<void> {
    const batch = await begin()
    if (batch === undefined) return
    begun = undefined
    if (!queue.holds(batch)) return queue.giveUp(batch, batch.requests)
    sent.push(...numbersIn(textOf(batch)))
    await queue.finish(batch)
  }

  async function restart(): Promise<void> {
    const batch = await begin()
    // What was evicted under way is known to nobody after a restart.
    if (batch !== undefined && !queue.holds(batch)) await send()
    evictedCount += sumOf(queue.stats().evictedItems)
    await queue.close()
    queue = await open()
    isReadAgain = false
  }

  async function take(length: number): Promise<void> {
    const bytes = Buffer.from(`${takenCount++} `.padEnd(length, '.'))
    const evictedBefore = sumOf(queue.stats().evictedItems)
    await queue.take({ signal: 'traces', bytes, itemCount: 1 })
    if (!isReadAgain && sumOf(queue.stats().evictedItems) > evictedBefore) begun = undefined
  }

  async function run(each: Step): Promise<void> {
    if (each.kind === 'take') await take(each.length)
    else if (each.kind === 'send') await send()
    else if (each.kind === 'begin') await begin()
    else await restart()
    const { queuedItems, evictedItems, queuedBytes } = queue.stats()
    assert.ok(queuedBytes <= 1600)
    assert.equal(sent.length + sumOf(queuedItems) + evictedCount + sumOf(evictedItems), takenCount)
  }

  try {
    for (const each of steps) await run(each)
    assert.deepEqual(
      sent,
      [...new Set(sent)].toSorted((a, b) => a - b),
    )
  } finally {
    await queue.close()
    await rm(folder, { recursive: true })
  }
}
